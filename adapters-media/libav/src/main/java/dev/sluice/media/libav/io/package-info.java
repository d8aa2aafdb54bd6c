/** Byte streams of libav that read from an input and write to a sink through callbacks. */
@NullMarked
package dev.sluice.media.libav.io;

import org.jspecify.annotations.NullMarked;
