/** Real stores that live in memory: the builder's defaults and the fakes of the tests. */
@NullMarked
package dev.sluice.core.memory;

import org.jspecify.annotations.NullMarked;
