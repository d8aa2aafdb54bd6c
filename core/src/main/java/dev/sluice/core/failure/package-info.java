/** Failures: stable codes, each with the side that caused it. */
@NullMarked
package dev.sluice.core.failure;

import org.jspecify.annotations.NullMarked;
