/** PLACEHOLDER */
@NullMarked
package dev.sluice.media.libav.codec;

import org.jspecify.annotations.NullMarked;
