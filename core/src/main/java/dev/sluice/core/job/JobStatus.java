package dev.sluice.core.job;

import java.util.Set;

/** Where a job stands. The one table of moves is {@link #mayBecome}. */
public enum JobStatus {
  /**
   * Waits for a worker, or for its batch to be started. A submit, a retry or a failure that is
   * worth another try moves a job in; a claim moves it out. A machine that dies here loses nothing:
   * the job is in the store.
   */
  PENDING,
  /**
   * A worker runs it under a lease. If the machine dies here the lease runs out and another worker
   * claims the job again; after three lostLeases it fails.
   */
  PROCESSING,
  /** The object is in the storage. Final. */
  COMPLETED,
  /** It did not work, or it was cancelled; {@code failure} says why. Final. */
  FAILED,
  /** It did not work for a reason that lies in the content's terms, such as an age limit. Final. */
  WARNING,
  /** There is nothing to take, or nothing that may be taken; {@code failure} says why. Final. */
  SKIPPED;

  /** No move leads out. */
  public boolean isFinal() {
    return this != PENDING && this != PROCESSING;
  }

  /** Whether it did not work, be it for a warning only. */
  public boolean isFailure() {
    return this == FAILED || this == WARNING;
  }

  /** Whether a job that stands here may move there. */
  public boolean mayBecome(JobStatus next) {
    return switch (this) {
      // Pending again: started, or renamed before that.
      case PENDING -> Set.of(PENDING, PROCESSING, FAILED, SKIPPED).contains(next);
      // Processing again: another worker claims what a dead one held.
      case PROCESSING -> true;
      case COMPLETED, FAILED, WARNING, SKIPPED -> false;
    };
  }
}
