/** Web pages of video sites: yt-dlp finds their media, and the web client fetches it. */
@NullMarked
package dev.sluice.media.site;

import org.jspecify.annotations.NullMarked;
