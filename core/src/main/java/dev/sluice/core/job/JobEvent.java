package dev.sluice.core.job;

/**
 * Something happened to a job in this process.
 *
 * @param job as it stands after it
 */
public record JobEvent(Kind kind, Job job) {
  /** The kind of event. */
  public enum Kind {
    SUBMITTED,
    STARTED,
    PROGRESSED,
    RETRY_SCHEDULED,
    FINISHED
  }
}
