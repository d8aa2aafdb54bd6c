/** May we talk to this address? */
@NullMarked
package dev.sluice.core.guard;

import org.jspecify.annotations.NullMarked;
