/** The policies that an embedder configures: retries and limits of the queue. */
@NullMarked
package dev.sluice.core.policy;

import org.jspecify.annotations.NullMarked;
