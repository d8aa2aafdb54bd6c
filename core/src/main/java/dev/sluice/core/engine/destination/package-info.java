/** Where a job's objects go: which store, which folder, which name. */
@NullMarked
package dev.sluice.core.engine.destination;

import org.jspecify.annotations.NullMarked;
