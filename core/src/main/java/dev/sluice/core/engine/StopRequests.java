package dev.sluice.core.engine;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.JobId;
import dev.sluice.core.port.store.JobStore;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/** Recordings of this process whose end somebody wishes through another one. Thread-safe. */
final class StopRequests {
  private final JobStore jobs;
  private final JobCompleter ending;

  StopRequests(JobStore jobs, JobCompleter ending) {
    this.jobs = jobs;
    this.ending = ending;
  }

  /** Brings those of the jobs to their end that are to come to it. */
  void heed(Collection<RunningJob> running) {
    Set<JobId> untold =
        running.stream()
            .filter(here -> RunningJob.keepsParts(here.job()) && !here.monitor().finishing())
            .map(here -> here.job().id())
            .collect(Collectors.toSet());
    if (untold.isEmpty()) {
      return;
    }
    Set<JobId> wished = jobs.wishedEnds(untold);
    running.stream().filter(here -> wished.contains(here.job().id())).forEach(this::end);
  }

  private void end(RunningJob here) {
    // What has not begun to record has nothing to keep.
    if (!here.finish() && ending.cancelled(here.last(), JobCompleter.BY_USER)) {
      here.monitor()
          .end(new SluiceException(JobCompleter.BY_USER.code(), JobCompleter.BY_USER.sentence()));
    }
  }
}
