package dev.sluice.http.api.events;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Progress;
import java.util.Optional;

/** What happened to a job between two looks at it, by the name of its event. */
enum JobChange {
  /** Nothing happened: this is how it stands when somebody begins to look. */
  STATE("state"),
  SUBMITTED("submitted"),
  STARTED("started"),
  PROGRESS("progress"),
  POSTPONED("postponed"),
  FINISHED("finished");

  private final String event;

  JobChange(String event) {
    this.event = event;
  }

  String event() {
    return event;
  }

  /**
   * The news in {@code now}, if there is any.
   *
   * @param before as it was seen last; null if it never was
   */
  static Optional<JobChange> between(Job before, Job now) {
    if (before == null) {
      return Optional.of(now.status().isFinal() ? FINISHED : running(now) ? STARTED : SUBMITTED);
    }
    // What comes by two ways may come late by one of them.
    if (before.status().isFinal() || now.version() < before.version()) {
      return Optional.empty();
    }
    if (now.status().isFinal()) {
      return Optional.of(FINISHED);
    }
    if (!running(now)) {
      return running(before) ? Optional.of(POSTPONED) : Optional.empty();
    }
    if (!running(before) || now.attempt() > before.attempt()) {
      return Optional.of(STARTED);
    }
    return further(before.progress(), now.progress()) ? Optional.of(PROGRESS) : Optional.empty();
  }

  private static boolean running(Job job) {
    return job.status() == JobStatus.PROCESSING;
  }

  // A store knows an older progress than the process that makes it.
  private static boolean further(Progress before, Progress now) {
    return now.percent() > before.percent()
        || now.bytesDownloaded() > before.bytesDownloaded()
        || now.step().compareTo(before.step()) > 0;
  }
}
