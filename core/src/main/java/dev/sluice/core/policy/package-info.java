/** Policies that an embedder configures: retries and queue limits. */
@NullMarked
package dev.sluice.core.policy;

import org.jspecify.annotations.NullMarked;
