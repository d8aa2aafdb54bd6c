package dev.sluice.core.engine;

import dev.sluice.core.policy.QueueLimits;
import dev.sluice.core.policy.RetentionPolicy;
import dev.sluice.core.policy.RetryPolicy;
import java.time.Duration;

/**
 * The settings of the engine.
 *
 * @param worker the name of this process in leases
 * @param workers how many jobs run at a time; 0 accepts jobs and runs none
 * @param lease how long a claim lasts without a heartbeat; the job of a dead worker waits that long
 * @param jobTimeout the longest duration of one attempt
 * @param grace how long a shutdown waits for running attempts
 * @param showTimeout how long a caller waits for the expansion of a show
 * @param limits what one tenant may have at a time
 * @param retention how long what is over is kept
 */
public record EngineOptions(
    String worker,
    int workers,
    Duration lease,
    Duration jobTimeout,
    Duration grace,
    Duration showTimeout,
    RetryPolicy retries,
    QueueLimits limits,
    RetentionPolicy retention) {}
