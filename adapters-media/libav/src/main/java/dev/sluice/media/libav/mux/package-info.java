/** Writing of packets, tags and chapters to the result, with the index in front. */
@NullMarked
package dev.sluice.media.libav.mux;

import org.jspecify.annotations.NullMarked;
