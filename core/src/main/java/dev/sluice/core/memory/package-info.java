/** Stores in memory: the defaults of the builder, and the fakes of tests. */
@NullMarked
package dev.sluice.core.memory;

import org.jspecify.annotations.NullMarked;
