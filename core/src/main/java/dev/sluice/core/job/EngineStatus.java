package dev.sluice.core.job;

import java.time.Duration;
import java.util.Optional;

/**
 * What keeps this process from running jobs, what came of it, and what it has deleted.
 *
 * @param databaseOutage how long the database has been unavailable; empty if it is available
 * @param storageOutage how long the default storage has been unavailable; empty if it is available
 * @param handleShortage how long the process has had no free file handles; empty if it has some
 * @param suspects the number of claimed jobs that wait until they can run alone
 * @param excused the number of attempts that met an outage of the default storage or a shortage of
 *     file handles since the start
 * @param retention what was deleted because its time was over, since the start
 */
public record EngineStatus(
    Optional<Duration> databaseOutage,
    Optional<Duration> storageOutage,
    Optional<Duration> handleShortage,
    int suspects,
    long excused,
    Retention retention) {

  /**
   * What was deleted because its time was over, and what could not be.
   *
   * @param jobs the number of jobs, also of those in batches
   * @param notifications the number of notifications, also of those about the jobs and batches
   * @param failedFiles how often a file could not be deleted
   * @param failedRounds how often all of it was put off, because the database or the default
   *     storage was unavailable
   */
  public record Retention(
      long jobs,
      long batches,
      long notifications,
      long files,
      long failedFiles,
      long failedRounds) {
    public static final Retention NOTHING = new Retention(0, 0, 0, 0, 0, 0);
  }
}
