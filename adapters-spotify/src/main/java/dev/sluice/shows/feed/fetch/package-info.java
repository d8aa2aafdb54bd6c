/** Fetching of feeds over HTTP: pages, redirects, conditional requests and a cache. */
@NullMarked
package dev.sluice.shows.feed.fetch;

import org.jspecify.annotations.NullMarked;
