/** Reading of packets from the inputs of a job, with corrected times, from the start of a clip. */
@NullMarked
package dev.sluice.media.libav.demux;

import org.jspecify.annotations.NullMarked;
