/** PLACEHOLDER */
@NullMarked
package dev.sluice.media.libav.mux;

import org.jspecify.annotations.NullMarked;
