/** Deletes what has been over for as long as it is kept. */
@NullMarked
package dev.sluice.core.engine.retention;

import org.jspecify.annotations.NullMarked;
