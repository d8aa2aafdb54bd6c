/**
 * The one clock of a media: where it begins, starts again, and has gaps. Pure functions of times.
 */
@NullMarked
package dev.sluice.media.libav.time;

import org.jspecify.annotations.NullMarked;
