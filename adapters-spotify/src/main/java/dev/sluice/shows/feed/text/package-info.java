/** PLACEHOLDER */
@NullMarked
package dev.sluice.shows.feed.text;

import org.jspecify.annotations.NullMarked;
