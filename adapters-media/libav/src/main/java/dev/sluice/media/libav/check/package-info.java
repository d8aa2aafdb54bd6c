/** PLACEHOLDER */
@NullMarked
package dev.sluice.media.libav.check;

import org.jspecify.annotations.NullMarked;
