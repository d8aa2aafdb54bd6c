/** Ports to the stores of jobs, batches, keys and secrets. */
@NullMarked
package dev.sluice.core.port.store;

import org.jspecify.annotations.NullMarked;
