/** Parsing of one feed document into episodes, within limits. */
@NullMarked
package dev.sluice.shows.feed.parse;

import org.jspecify.annotations.NullMarked;
