/** PLACEHOLDER */
@NullMarked
package dev.sluice.shows.feed;

import org.jspecify.annotations.NullMarked;
