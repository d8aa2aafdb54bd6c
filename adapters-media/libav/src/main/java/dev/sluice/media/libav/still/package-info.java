/** PLACEHOLDER */
@NullMarked
package dev.sluice.media.libav.still;

import org.jspecify.annotations.NullMarked;
