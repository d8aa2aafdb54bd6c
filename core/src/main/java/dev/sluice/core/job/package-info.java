/** What the system remembers of a request on its way. */
@NullMarked
package dev.sluice.core.job;

import org.jspecify.annotations.NullMarked;
