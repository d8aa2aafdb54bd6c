/** Decoding, filtering and encoding of frames, and the settings of the encoders. */
@NullMarked
package dev.sluice.media.libav.codec;

import org.jspecify.annotations.NullMarked;
