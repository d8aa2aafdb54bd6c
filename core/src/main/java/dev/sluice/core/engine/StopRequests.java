package dev.sluice.core.engine;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.port.store.JobQueue;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Stops recordings of this process as requested through another one. Thread-safe. */
final class StopRequests {
  private final JobQueue queue;
  private final JobCompleter completer;

  StopRequests(JobQueue queue, JobCompleter completer) {
    this.queue = queue;
    this.completer = completer;
  }

  /**
   * Stops the recordings among these jobs whose stop is requested in the store. Those that wait
   * have nothing to keep, so they are cancelled.
   *
   * @param waiting claimed jobs that do not run yet
   * @return those of the waiting jobs that were cancelled
   */
  List<Job> apply(Collection<RunningJob> running, Collection<Job> waiting) {
    Set<JobId> candidates =
        Stream.concat(
                running.stream().filter(here -> !here.monitor().finishing()).map(RunningJob::job),
                waiting.stream())
            .filter(RunningJob::keepsParts)
            .map(Job::id)
            .collect(Collectors.toSet());
    if (candidates.isEmpty()) {
      return List.of();
    }
    Set<JobId> requested = queue.stopRequests(candidates);
    running.stream().filter(here -> requested.contains(here.job().id())).forEach(this::stop);
    return waiting.stream()
        .filter(job -> requested.contains(job.id()))
        .filter(job -> completer.cancel(job, JobCompleter.BY_USER))
        .toList();
  }

  private void stop(RunningJob here) {
    // A recording that has not started has nothing to keep, so it is cancelled.
    if (!here.finish() && completer.cancel(here.last(), JobCompleter.BY_USER)) {
      here.monitor()
          .end(new SluiceException(JobCompleter.BY_USER.code(), JobCompleter.BY_USER.sentence()));
    }
  }
}
