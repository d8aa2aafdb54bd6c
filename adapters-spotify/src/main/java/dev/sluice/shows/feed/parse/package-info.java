/** PLACEHOLDER */
@NullMarked
package dev.sluice.shows.feed.parse;

import org.jspecify.annotations.NullMarked;
