/** The destination of a job's objects: the store, the folder and the names. */
@NullMarked
package dev.sluice.core.engine.destination;

import org.jspecify.annotations.NullMarked;
