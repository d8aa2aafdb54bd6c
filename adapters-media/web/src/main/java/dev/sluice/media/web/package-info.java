/** Fetches media from the web: {@link dev.sluice.media.web.WebMediaFetcher} is where to start. */
@NullMarked
package dev.sluice.media.web;

import org.jspecify.annotations.NullMarked;
