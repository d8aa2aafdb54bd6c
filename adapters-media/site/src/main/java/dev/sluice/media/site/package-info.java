/** Pages of video sites: what media they show is found by yt-dlp, and fetched by us. */
@NullMarked
package dev.sluice.media.site;

import org.jspecify.annotations.NullMarked;
