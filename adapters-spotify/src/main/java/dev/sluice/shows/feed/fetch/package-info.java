/** PLACEHOLDER */
@NullMarked
package dev.sluice.shows.feed.fetch;

import org.jspecify.annotations.NullMarked;
