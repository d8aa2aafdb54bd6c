package dev.sluice.core.engine;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.port.store.JobStore;
import java.util.Optional;

/** Ends jobs because somebody asked for it. Thread-safe. */
final class JobCanceller {
  private final JobStore jobs;
  private final JobCompleter ending;
  private final WorkerPool pool;

  JobCanceller(JobStore jobs, JobCompleter ending, WorkerPool pool) {
    this.jobs = jobs;
    this.ending = ending;
    this.pool = pool;
  }

  /**
   * Ends a job that is not over: a running one stops within moments and leaves nothing behind, but
   * for a recording that keeps its parts and is told so the first time: it comes to its end.
   *
   * @return false if it was over already, or does not exist
   */
  boolean cancel(JobId id) {
    Optional<Job> current = jobs.find(id);
    if (current.isPresent() && pool.finish(id)) {
      return true;
    }
    if (current.filter(this::isRecordedElsewhere).isPresent()
        && jobs.wishEnd(id, current.get().attempt())) {
      return true;
    }
    while (current.isPresent() && !current.get().status().isFinal()) {
      if (ending.cancelled(current.get(), JobCompleter.BY_USER)) {
        pool.cancel(
            id, new SluiceException(JobCompleter.BY_USER.code(), JobCompleter.BY_USER.sentence()));
        return true;
      }
      // Somebody moved it between the look and the move: look again.
      current = jobs.find(id);
    }
    return false;
  }

  private boolean isRecordedElsewhere(Job job) {
    return job.status() == JobStatus.PROCESSING
        && RunningJob.keepsParts(job)
        && pool.current(job.id()).isEmpty();
  }
}
