/** HTTP Live Streaming (RFC 8216): playlists, and the segments that they name as one input. */
package dev.sluice.media.hls;
