/** Rules that several of Sluice's own modules share; exported to these only. */
@NullMarked
package dev.sluice.core.shared;

import org.jspecify.annotations.NullMarked;
