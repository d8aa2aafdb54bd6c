/** Runs an external program: its environment, limits, output and end. */
@NullMarked
package dev.sluice.media.site.program;

import org.jspecify.annotations.NullMarked;
