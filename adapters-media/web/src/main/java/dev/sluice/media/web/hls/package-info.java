/** HTTP Live Streaming (RFC 8216). */
@NullMarked
package dev.sluice.media.web.hls;

import org.jspecify.annotations.NullMarked;
