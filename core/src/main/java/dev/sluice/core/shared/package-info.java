/** Rules that several modules of Sluice share; exported to these modules only. */
@NullMarked
package dev.sluice.core.shared;

import org.jspecify.annotations.NullMarked;
