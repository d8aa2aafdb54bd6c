/** The limits of a tenant: quotas, queue limits, and their enforcement. */
@NullMarked
package dev.sluice.core.engine.limits;

import org.jspecify.annotations.NullMarked;
