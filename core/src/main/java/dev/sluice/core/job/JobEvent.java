package dev.sluice.core.job;

/**
 * Something happened to a job in this process.
 *
 * @param job as it stands after it
 */
public record JobEvent(Kind kind, Job job) {
  /** What happened. */
  public enum Kind {
    SUBMITTED,
    STARTED,
    PROGRESSED,
    POSTPONED,
    FINISHED
  }
}
