/** Why things fail: codes that know whose fault it is. */
@NullMarked
package dev.sluice.core.failure;

import org.jspecify.annotations.NullMarked;
