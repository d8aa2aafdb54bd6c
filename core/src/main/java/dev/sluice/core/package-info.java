/** The library's entry points: {@link dev.sluice.core.Sluice} and its builder. */
@NullMarked
package dev.sluice.core;

import org.jspecify.annotations.NullMarked;
