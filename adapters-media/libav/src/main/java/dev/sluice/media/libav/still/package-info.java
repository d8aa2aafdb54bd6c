/** Still pictures: covers and thumbnails. */
@NullMarked
package dev.sluice.media.libav.still;

import org.jspecify.annotations.NullMarked;
