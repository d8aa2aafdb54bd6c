/** Tenants: their keys, quotas, usage and buckets. */
@NullMarked
package dev.sluice.core.tenant;

import org.jspecify.annotations.NullMarked;
