/** Batches of jobs that are submitted together. */
@NullMarked
package dev.sluice.core.batch;

import org.jspecify.annotations.NullMarked;
