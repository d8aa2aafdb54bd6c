/** PLACEHOLDER */
@NullMarked
package dev.sluice.media.libav.base;

import org.jspecify.annotations.NullMarked;
