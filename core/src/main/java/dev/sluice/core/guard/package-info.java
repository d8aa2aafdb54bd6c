/** The guard: rules for the addresses that Sluice may connect to. */
@NullMarked
package dev.sluice.core.guard;

import org.jspecify.annotations.NullMarked;
