/** Jobs: requests on their way, and what becomes of them. */
@NullMarked
package dev.sluice.core.job;

import org.jspecify.annotations.NullMarked;
