/** Comparisons side by side, each printed as ratios of one run; nothing here is published. */
package dev.sluice.benchmarks;
