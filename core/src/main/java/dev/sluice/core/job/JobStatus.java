package dev.sluice.core.job;

import java.util.Set;

/** The status of a job. {@link #mayBecome} defines all moves. */
public enum JobStatus {
  /**
   * The job waits for a worker, or for the start of its batch. A submit, a retry or a retryable
   * failure moves a job into this status; a claim moves it out. If the machine dies, nothing is
   * lost: the job is in the store.
   */
  PENDING,
  /**
   * A worker runs the job under a lease. If the machine dies, the lease expires and another worker
   * claims the job; after three lost leases the job fails.
   */
  PROCESSING,
  /** The object is in the storage. Final. */
  COMPLETED,
  /** The job failed or was cancelled; {@code failure} has the reason. Final. */
  FAILED,
  /** The job failed because of the terms of the content, such as an age limit. Final. */
  WARNING,
  /** There is no media, or none that may be fetched; {@code failure} has the reason. Final. */
  SKIPPED;

  /** Returns whether the status is final: no move leads out of it. */
  public boolean isFinal() {
    return this != PENDING && this != PROCESSING;
  }

  /** Returns whether the job failed, with or without fault: Failed or Warning. */
  public boolean isFailure() {
    return this == FAILED || this == WARNING;
  }

  /** Returns whether a job in this status may move to the other. */
  public boolean mayBecome(JobStatus next) {
    return switch (this) {
      // Pending again: a paused job is started or renamed.
      case PENDING -> Set.of(PENDING, PROCESSING, FAILED, SKIPPED).contains(next);
      // Processing again: another worker claims the job of a dead one.
      case PROCESSING -> true;
      case COMPLETED, FAILED, WARNING, SKIPPED -> false;
    };
  }
}
