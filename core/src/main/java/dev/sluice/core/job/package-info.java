/** Jobs: requests in execution, and their results. */
@NullMarked
package dev.sluice.core.job;

import org.jspecify.annotations.NullMarked;
