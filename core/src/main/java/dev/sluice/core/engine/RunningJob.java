package dev.sluice.core.engine;

import dev.sluice.core.engine.common.RunMonitor;
import dev.sluice.core.engine.webhook.ProgressNotifications;
import dev.sluice.core.job.Job;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.request.LiveRecording;
import java.time.Duration;

/** One attempt of a job while it runs in this process. Thread-safe. */
record RunningJob(Job job, RunMonitor monitor, ProgressNotifications.Line stages) {
  /** How long a recording may take to come to its end. */
  private static final Duration LAST_MINUTES = Duration.ofMinutes(5);

  /** The job with its progress of this moment. */
  Job now() {
    return job.withProgress(monitor.progress());
  }

  /** The job as the attempt leaves it. */
  Job last() {
    return now().toBuilder().timings(monitor.timings(job.timings())).build();
  }

  JobStore.Beat beat() {
    return new JobStore.Beat(job.id(), job.attempt(), monitor.progress());
  }

  /**
   * Wishes that what a recording has so far becomes its file.
   *
   * @return false if it is none, keeps nothing, or was told so before
   */
  boolean finish() {
    return keepsParts(job) && monitor.finish();
  }

  /** Whether the job records, and keeps what it has when it is ended. */
  static boolean keepsParts(Job job) {
    return job.request().live().filter(LiveRecording::keepPartial).isPresent();
  }

  /**
   * Whether its time is over. A recording that keeps what it has is told to come to its end first,
   * and gets a while for that.
   */
  boolean mustEnd(Duration most) {
    Duration elapsed = monitor.elapsed();
    if (elapsed.compareTo(most) <= 0 || finish()) {
      return false;
    }
    return !monitor.finishing() || elapsed.compareTo(most.plus(LAST_MINUTES)) > 0;
  }
}
