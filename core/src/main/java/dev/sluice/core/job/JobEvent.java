package dev.sluice.core.job;

/**
 * An event of a job in this process.
 *
 * @param job the job after the event
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
