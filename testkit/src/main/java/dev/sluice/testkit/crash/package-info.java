/** Halts an engine at each step of its jobs, and checks what another engine makes of them. */
@NullMarked
package dev.sluice.testkit.crash;

import org.jspecify.annotations.NullMarked;
