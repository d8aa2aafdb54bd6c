/** PLACEHOLDER */
@NullMarked
package dev.sluice.media.libav.demux;

import org.jspecify.annotations.NullMarked;
