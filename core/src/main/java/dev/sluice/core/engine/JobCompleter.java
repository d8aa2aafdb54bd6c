package dev.sluice.core.engine;

import dev.sluice.core.engine.destination.StorageResolver;
import dev.sluice.core.engine.webhook.CompletionNotifications;
import dev.sluice.core.engine.webhook.NotificationDelivery;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.job.JobFailure;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Timings;
import dev.sluice.core.policy.RetryPolicy;
import dev.sluice.core.port.store.BatchStore;
import dev.sluice.core.port.store.JobStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides what becomes of a job when an attempt ends, and writes it down together with what the
 * world is to be told.
 */
final class JobCompleter {
  private static final Logger LOG = System.getLogger(JobCompleter.class.getName());

  /** In the reference's words. */
  static final JobFailure BY_USER = new JobFailure(FailureCode.CANCELLED, "Job cancelled by user");

  private final JobStore jobs;
  private final BatchStore batches;
  private final StorageResolver storages;
  private final RetryPolicy retries;
  private final InstantSource clock;
  private final CompletionNotifications words;
  private final JobEvents events;

  JobCompleter(
      JobStore jobs,
      BatchStore batches,
      StorageResolver storages,
      RetryPolicy retries,
      InstantSource clock,
      CompletionNotifications words,
      JobEvents events) {
    this.jobs = jobs;
    this.batches = batches;
    this.storages = storages;
    this.retries = retries;
    this.clock = clock;
    this.words = words;
    this.events = events;
  }

  void succeeded(Job job, JobRunner.Result result, Timings timings) {
    Job linked = storages.withLastLink(job, result.artifact(), NotificationDelivery.LINK_VALIDITY);
    Job done = linked.completed(result.artifact(), result.source(), timings, clock.instant());
    if (!write(done)) {
      fencedOff(job, result);
      return;
    }
    // The name is in the storage now, which speaks for itself.
    jobs.release(job.id());
    LOG.log(
        Level.INFO,
        "job {0} stored: {1} ({2} bytes, {3})",
        job.id(),
        result.artifact().path(),
        Long.toString(result.artifact().size()),
        result.artifact().plan());
    events.tell(JobEvent.Kind.FINISHED, done);
  }

  void failed(Job job, SluiceException failure) {
    JobFailure why = new JobFailure(failure.code(), failure.getMessage());
    Optional<Duration> pause =
        retries.pauseBefore(job, new RetryPolicy.Failed(failure.code(), failure.retryAfter()));
    if (pause.isPresent()) {
      postpone(job, why, pause.get());
      return;
    }
    give(job, why);
  }

  private void postpone(Job job, JobFailure why, Duration pause) {
    if (why.code() == FailureCode.NAME_TAKEN) {
      jobs.release(job.id());
    }
    Job later = job.postponed(why, clock.instant().plus(pause));
    if (jobs.move(later, List.of())) {
      LOG.log(
          Level.INFO,
          "job {0} attempt {1} failed ({2}: {3}), next in {4} s",
          job.id(),
          job.attempt(),
          why.code(),
          why.sentence(),
          pause.toSeconds());
      events.tell(JobEvent.Kind.POSTPONED, later);
    }
  }

  /** Ends the job as failed, whatever the retry policy thinks. */
  boolean give(Job job, JobFailure why) {
    Job failed = job.failed(why, clock.instant());
    if (!write(failed)) {
      return false;
    }
    jobs.release(job.id());
    LOG.log(Level.INFO, "job {0} failed ({1}: {2})", job.id(), why.code(), why.sentence());
    events.tell(JobEvent.Kind.FINISHED, failed);
    return true;
  }

  /**
   * Ends the job because somebody asked for it. Its name is released by the worker that runs it,
   * once nothing of it is left; one that waits between two attempts has it still.
   *
   * @return false if the job has moved on meanwhile
   */
  boolean cancelled(Job job, JobFailure why) {
    Job cancelled = job.failed(why, clock.instant());
    if (!write(cancelled)) {
      return false;
    }
    if (job.status() == JobStatus.PENDING) {
      jobs.release(job.id());
    }
    LOG.log(Level.INFO, "job {0} cancelled", job.id());
    events.tell(JobEvent.Kind.FINISHED, cancelled);
    return true;
  }

  /** Hands the job back to the queue, because this process stops. */
  void released(Job job) {
    if (jobs.move(job.released(clock.instant()), List.of())) {
      LOG.log(Level.INFO, "job {0} handed back to the queue", job.id());
    }
  }

  /** Another process has cancelled the job, or has taken it over: then its name stays reserved. */
  void lost(Job job) {
    boolean over = jobs.find(job.id()).map(now -> now.status().isFinal()).orElse(true);
    if (over) {
      jobs.release(job.id());
    }
  }

  /**
   * Ends several jobs of one batch at once because somebody asked for it.
   *
   * @return those that had not moved on meanwhile, as they stand now
   */
  List<Job> cancelled(BatchId batch, List<Job> open, JobFailure why) {
    Instant now = clock.instant();
    List<Job> nexts = open.stream().map(job -> job.failed(why, now)).toList();
    List<Job> ended = batches.move(batch, nexts, words.ofBatchJobs(nexts, batches.find(batch)));
    Set<JobId> taken = ended.stream().map(Job::id).collect(Collectors.toSet());
    open.stream()
        .filter(job -> job.status() == JobStatus.PENDING && taken.contains(job.id()))
        .forEach(job -> jobs.release(job.id()));
    ended.forEach(job -> events.tell(JobEvent.Kind.FINISHED, job));
    return ended;
  }

  private boolean write(Job ended) {
    return jobs.move(ended, words.ofJob(ended, ended.batch().flatMap(batches::find)));
  }

  /** The object is stored, and the job is no longer ours. */
  private void fencedOff(Job job, JobRunner.Result result) {
    Optional<Job> current = jobs.find(job.id());
    boolean another =
        current.isPresent()
            && (!current.get().status().isFinal() || current.get().status() == JobStatus.COMPLETED);
    LOG.log(Level.INFO, "job {0} was taken from this worker after its object was stored", job.id());
    // Another attempt has written, or will write, the same path. Only a job that ended otherwise
    // (somebody cancelled it) leaves an object that nobody asked for.
    if (!another) {
      storages.delete(job, result.artifact());
      jobs.release(job.id());
    }
  }
}
