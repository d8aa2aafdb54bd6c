package dev.sluice.http.api.events;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Progress;
import java.util.Optional;

/** The change of a job between two states of it, with the name of its event. */
enum JobChange {
  /** No change: the state of a job when a stream opens. */
  STATE("state"),
  SUBMITTED("submitted"),
  STARTED("started"),
  PROGRESS("progress"),
  RETRY_SCHEDULED("postponed"),
  FINISHED("finished");

  private final String event;

  JobChange(String event) {
    this.event = event;
  }

  String event() {
    return event;
  }

  /**
   * Returns the change to {@code now}, if there is one.
   *
   * @param before the state that was sent last; null if none was
   */
  static Optional<JobChange> between(Job before, Job now) {
    if (before == null) {
      return Optional.of(now.status().isFinal() ? FINISHED : running(now) ? STARTED : SUBMITTED);
    }
    // A state comes from an event and from the store, and may be late by one of them.
    if (before.status().isFinal() || now.version() < before.version()) {
      return Optional.empty();
    }
    if (now.status().isFinal()) {
      return Optional.of(FINISHED);
    }
    if (!running(now)) {
      return running(before) ? Optional.of(RETRY_SCHEDULED) : Optional.empty();
    }
    if (!running(before) || now.attempt() > before.attempt()) {
      return Optional.of(STARTED);
    }
    return further(before.progress(), now.progress()) ? Optional.of(PROGRESS) : Optional.empty();
  }

  private static boolean running(Job job) {
    return job.status() == JobStatus.PROCESSING;
  }

  // The store has an older progress than the process that runs the job.
  private static boolean further(Progress before, Progress now) {
    return now.percent() > before.percent()
        || now.bytesDownloaded() > before.bytesDownloaded()
        || now.step().compareTo(before.step()) > 0;
  }
}
