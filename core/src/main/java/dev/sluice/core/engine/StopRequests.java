package dev.sluice.core.engine;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.JobId;
import dev.sluice.core.port.store.JobQueue;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/** Recordings of this process whose end somebody stopRequests through another one. Thread-safe. */
final class StopRequests {
  private final JobQueue queue;
  private final JobCompleter completer;

  StopRequests(JobQueue queue, JobCompleter completer) {
    this.queue = queue;
    this.completer = completer;
  }

  /** Stops the recordings among these jobs whose stop is requested in the store. */
  void apply(Collection<RunningJob> running) {
    Set<JobId> candidates =
        running.stream()
            .filter(here -> RunningJob.keepsParts(here.job()) && !here.monitor().finishing())
            .map(here -> here.job().id())
            .collect(Collectors.toSet());
    if (candidates.isEmpty()) {
      return;
    }
    Set<JobId> requested = queue.stopRequests(candidates);
    running.stream().filter(here -> requested.contains(here.job().id())).forEach(this::stop);
  }

  private void stop(RunningJob here) {
    // A recording that has not started has nothing to keep, so it is cancelled.
    if (!here.finish() && completer.cancel(here.last(), JobCompleter.BY_USER)) {
      here.monitor()
          .end(new SluiceException(JobCompleter.BY_USER.code(), JobCompleter.BY_USER.sentence()));
    }
  }
}
