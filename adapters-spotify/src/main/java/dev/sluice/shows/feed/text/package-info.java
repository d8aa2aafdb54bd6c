/** Text in feeds: encodings, markup, dates, durations, addresses and media types. */
@NullMarked
package dev.sluice.shows.feed.text;

import org.jspecify.annotations.NullMarked;
