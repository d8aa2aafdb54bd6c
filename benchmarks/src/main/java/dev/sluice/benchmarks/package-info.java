/** Comparisons side by side, each printed as ratios of one run; nothing here is published. */
@NullMarked
package dev.sluice.benchmarks;

import org.jspecify.annotations.NullMarked;
