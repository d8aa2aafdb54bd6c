/** The engine: claims jobs, runs each of them, retries, and completes them. Not exported. */
@NullMarked
package dev.sluice.core.engine;

import org.jspecify.annotations.NullMarked;
