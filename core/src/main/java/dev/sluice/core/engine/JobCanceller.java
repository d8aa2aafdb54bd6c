package dev.sluice.core.engine;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.port.store.JobQueue;
import dev.sluice.core.port.store.JobStore;
import java.util.Optional;

/** Cancels jobs on request. Thread-safe. */
final class JobCanceller {
  private final JobStore jobs;
  private final JobQueue queue;
  private final JobCompleter completer;
  private final WorkerPool pool;

  JobCanceller(JobStore jobs, JobQueue queue, JobCompleter completer, WorkerPool pool) {
    this.jobs = jobs;
    this.queue = queue;
    this.completer = completer;
    this.pool = pool;
  }

  /**
   * Cancels a job that has not ended. A running job stops at once and leaves nothing behind. The
   * first cancel of a recording that keeps its parts completes it instead.
   *
   * @return false if the job has ended already or does not exist
   */
  boolean cancel(JobId id) {
    Optional<Job> current = jobs.find(id);
    while (current.isPresent() && !current.get().status().isFinal()) {
      Job job = current.get();
      if (pool.finish(id) || isRecordedElsewhere(job) && queue.requestStop(id, job.attempt())) {
        return true;
      }
      if (completer.cancel(job, JobCompleter.BY_USER)) {
        pool.cancel(
            id, new SluiceException(JobCompleter.BY_USER.code(), JobCompleter.BY_USER.sentence()));
        return true;
      }
      // The job changed between the read and the move: read it again.
      current = jobs.find(id);
    }
    return false;
  }

  private boolean isRecordedElsewhere(Job job) {
    return job.status() == JobStatus.PROCESSING
        && RunningJob.keepsParts(job)
        && pool.current(job.id()).isEmpty()
        && !pool.holdsBack(job.id());
  }
}
