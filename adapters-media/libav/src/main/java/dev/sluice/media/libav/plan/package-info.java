/** The decisions on a job's streams. Pure functions, which need no natives. */
@NullMarked
package dev.sluice.media.libav.plan;

import org.jspecify.annotations.NullMarked;
