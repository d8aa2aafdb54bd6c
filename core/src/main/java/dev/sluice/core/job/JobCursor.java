package dev.sluice.core.job;

import java.time.Instant;

/** A place in a list of jobs, newest first: behind the job of this moment and id. */
public record JobCursor(Instant createdAt, JobId id) {
  /** Behind this job. */
  public static JobCursor after(Job job) {
    return new JobCursor(job.createdAt(), job.id());
  }
}
