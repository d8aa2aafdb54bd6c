/**
 * The limits that answer 429, or 503 if all clients together reach them: {@link
 * dev.sluice.http.api.limits.RequestRateLimiter} for the requests of a key in a second, and {@link
 * dev.sluice.http.api.limits.ConcurrencyLimiter} for what a key or an address has at the same time,
 * such as event streams and transfers. The limit of waiting jobs is the engine's: its {@code
 * PendingJobLimiter} fails with {@link dev.sluice.core.failure.FailureCode#QUEUE_FULL}.
 */
@NullMarked
package dev.sluice.http.api.limits;

import org.jspecify.annotations.NullMarked;
