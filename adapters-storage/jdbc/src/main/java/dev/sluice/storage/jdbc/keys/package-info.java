/** API keys, and what belongs to a tenant: webhook secret, quota and bucket. */
@NullMarked
package dev.sluice.storage.jdbc.keys;

import org.jspecify.annotations.NullMarked;
