/**
 * The limits that answer 429: {@link dev.sluice.http.api.limits.RequestRateLimiter} for the
 * requests of a key in a second, and {@link dev.sluice.http.api.limits.ConcurrencyLimiter} for the
 * event streams, inspections and storage tests of a key at the same time. The limit of waiting jobs
 * is the engine's: its {@code PendingJobLimiter} fails with {@link
 * dev.sluice.core.failure.FailureCode#QUEUE_FULL}.
 */
@NullMarked
package dev.sluice.http.api.limits;

import org.jspecify.annotations.NullMarked;
