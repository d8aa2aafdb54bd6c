package dev.sluice.core.engine;

import dev.sluice.core.engine.common.RunMonitor;
import dev.sluice.core.engine.webhook.ProgressQueue;
import dev.sluice.core.job.Job;
import dev.sluice.core.port.store.JobQueue;
import dev.sluice.core.request.LiveRecording;
import java.time.Duration;

/** An attempt of a job that runs in this process. Thread-safe. */
record RunningJob(Job job, RunMonitor monitor, ProgressQueue.OfAttempt stages) {
  /** How long a recording may take to complete after its stop. */
  private static final Duration COMPLETION_GRACE = Duration.ofMinutes(5);

  /** Returns the job with its current progress, and what is planned for its source's streams. */
  Job now() {
    return job.toBuilder().progress(monitor.progress()).streams(monitor.streams()).build();
  }

  /** Returns the job with its progress and timings at the end of the attempt. */
  Job last() {
    return now().toBuilder().timings(monitor.timings(job.timings())).build();
  }

  /** Returns whether the attempt has begun so recently that a death of this process may be its. */
  boolean isRecent() {
    return monitor.elapsed().compareTo(Job.TIME_ALONE) < 0;
  }

  /** Returns whether nothing may run beside the attempt. */
  boolean runsAlone() {
    return job.isAlone() && isRecent();
  }

  JobQueue.Beat beat() {
    return new JobQueue.Beat(job.id(), job.attempt(), monitor.progress());
  }

  /**
   * Requests that a recording completes with what it has.
   *
   * @return false if the job is no recording, keeps nothing, or was asked before
   */
  boolean finish() {
    return keepsParts(job) && monitor.finish();
  }

  /** Returns whether the job records and keeps what it has when it is stopped. */
  static boolean keepsParts(Job job) {
    return job.request().live().filter(LiveRecording::keepPartial).isPresent();
  }

  /**
   * Returns whether the attempt exceeds its time limit. A recording that keeps what it has is
   * stopped first and gets a few minutes to complete.
   */
  boolean mustEnd(Duration most) {
    Duration elapsed = monitor.elapsed();
    if (elapsed.compareTo(most) <= 0 || finish()) {
      return false;
    }
    return !monitor.finishing() || elapsed.compareTo(most.plus(COMPLETION_GRACE)) > 0;
  }
}
