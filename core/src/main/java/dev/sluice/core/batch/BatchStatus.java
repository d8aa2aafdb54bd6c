package dev.sluice.core.batch;

/** Where a batch stands; it follows from its jobs. */
public enum BatchStatus {
  /** Created but not started: its jobs do not run. */
  PAUSED,
  /** Some of its jobs are not over. */
  PROCESSING,
  /** All its jobs are over, and all of them went well. */
  COMPLETED,
  /** All its jobs are over; some failed or were skipped. */
  FINISHED
}
