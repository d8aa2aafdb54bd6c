/** Parts of the engine that its other packages share: monitors, threads, signals. */
@NullMarked
package dev.sluice.core.engine.common;

import org.jspecify.annotations.NullMarked;
