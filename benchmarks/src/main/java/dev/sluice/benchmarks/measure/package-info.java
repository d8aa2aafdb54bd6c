/** Options, samples and stopwatches that the comparisons share. */
@NullMarked
package dev.sluice.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
