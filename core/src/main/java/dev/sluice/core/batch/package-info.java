/** Batches of jobs that are submitted together, and how they stand. */
@NullMarked
package dev.sluice.core.batch;

import org.jspecify.annotations.NullMarked;
