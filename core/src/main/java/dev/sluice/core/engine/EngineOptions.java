package dev.sluice.core.engine;

import dev.sluice.core.policy.QueueLimits;
import dev.sluice.core.policy.RetryPolicy;
import java.time.Duration;

/**
 * The settings of the engine.
 *
 * @param worker names this process in leases
 * @param workers how many jobs run at a time; 0 runs none and only takes them
 * @param lease how long a claim lasts without a heartbeat; a dead worker's job waits so long
 * @param jobTimeout how long one attempt may take
 * @param grace how long a stop waits for running attempts
 * @param expandTimeout how long a caller waits for a show
 * @param limits what one owner may have at a time
 */
public record EngineOptions(
    String worker,
    int workers,
    Duration lease,
    Duration jobTimeout,
    Duration grace,
    Duration expandTimeout,
    RetryPolicy retries,
    QueueLimits limits) {}
