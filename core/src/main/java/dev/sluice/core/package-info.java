/** The library: {@link dev.sluice.core.Sluice} and its builder. */
package dev.sluice.core;
