/** The comparisons, one class each. */
@NullMarked
package dev.sluice.benchmarks.comparison;

import org.jspecify.annotations.NullMarked;
