package dev.sluice.core.job;

import java.time.Duration;
import java.util.Optional;

/**
 * What keeps this process from running jobs, and what came of it.
 *
 * @param databaseOutage how long the database has been unavailable; empty if it is available
 * @param storageOutage how long the default storage has been unavailable; empty if it is available
 * @param handleShortage how long the process has had no free file handles; empty if it has some
 * @param suspects the number of claimed jobs that wait until they can run alone
 * @param excused the number of attempts that met an outage of the default storage or a shortage of
 *     file handles since the start
 */
public record EngineStatus(
    Optional<Duration> databaseOutage,
    Optional<Duration> storageOutage,
    Optional<Duration> handleShortage,
    int suspects,
    long excused) {}
