package dev.sluice.core.engine;

import dev.sluice.core.engine.destination.LeftObjects;
import dev.sluice.core.engine.destination.StorageResolver;
import dev.sluice.core.engine.destination.StoredObjects;
import dev.sluice.core.engine.webhook.CompletionNotifications;
import dev.sluice.core.engine.webhook.NotificationDelivery;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Excuses;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.Job.Timings;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.policy.RetryPolicy;
import dev.sluice.core.port.store.BatchStore;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.port.store.ObjectNameStore;
import dev.sluice.core.port.store.ObjectNameStore.Names;
import dev.sluice.core.request.ObjectPath;
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
 * Decides what becomes of a job when an attempt ends, and writes it together with its notifications
 * in one transaction. Thread-safe.
 */
final class JobCompleter {
  private static final Logger LOG = System.getLogger(JobCompleter.class.getName());

  /** The sentence of the reference API. */
  static final Job.Failure BY_USER =
      new Job.Failure(FailureCode.CANCELLED, "Job cancelled by user");

  private final JobStore jobs;
  private final BatchStore batches;
  private final ObjectNameStore names;
  private final StoredObjects objects;
  private final LeftObjects left;
  private final StorageResolver storages;
  private final RetryPolicy retries;
  private final InstantSource clock;
  private final CompletionNotifications notifications;
  private final JobEvents events;

  JobCompleter(
      JobStore jobs,
      BatchStore batches,
      ObjectNameStore names,
      LeftObjects left,
      StorageResolver storages,
      RetryPolicy retries,
      InstantSource clock,
      CompletionNotifications notifications,
      JobEvents events) {
    this.jobs = jobs;
    this.batches = batches;
    this.names = names;
    this.objects = new StoredObjects(names, jobs);
    this.left = left;
    this.storages = storages;
    this.retries = retries;
    this.clock = clock;
    this.notifications = notifications;
    this.events = events;
  }

  /**
   * Completes the job.
   *
   * @return false if the job is no longer this worker's
   */
  boolean complete(Job job, JobRunner.Result result, Timings timings) {
    Job withLink =
        storages.withStoredLinks(job, result.artifact(), NotificationDelivery.LINK_VALIDITY);
    Job completed =
        withLink.toBuilder()
            .streams(result.streams())
            .missing(result.missing())
            .build()
            .completed(result.artifact(), result.source(), timings, clock.instant());
    if (!write(completed) && !isStored(completed)) {
      discardStale(job, result);
      return false;
    }
    // The object itself occupies the name now.
    names.release(job.id());
    LOG.log(
        Level.INFO,
        "job {0} stored: {1} ({2} bytes, {3})",
        job.id(),
        result.artifact().path(),
        Long.toString(result.artifact().size()),
        result.artifact().plan());
    events.publish(JobEvent.Kind.FINISHED, completed);
    return true;
  }

  /** Returns whether this end was stored by an earlier call whose response was lost. */
  private boolean isStored(Job ended) {
    return jobs.find(ended.id())
        .filter(
            stored ->
                stored.version() == ended.version()
                    && stored.attempt() == ended.attempt()
                    && stored.status() == ended.status()
                    && stored.failure().equals(ended.failure()))
        .isPresent();
  }

  /**
   * Writes the end of a failed attempt.
   *
   * @param excuse why the attempt does not count; empty if it counts
   * @param isCommitUnknown whether the storage did not answer a commit
   */
  void retryOrFail(
      Job job, SluiceException failure, Optional<Excuses.Reason> excuse, boolean isCommitUnknown) {
    Job.Failure why = new Job.Failure(failure.code(), failure.getMessage());
    Optional<Duration> pause =
        retries.pauseBefore(
            job, new RetryPolicy.Failed(failure.code(), failure.retryAfter(), excuse.isPresent()));
    if (pause.isPresent()) {
      scheduleRetry(job, why, shortened(pause.get()), excuse);
      return;
    }
    fail(job, why, isCommitUnknown);
  }

  private static Duration shortened(Duration pause) {
    return pause.compareTo(RetryPolicy.LONGEST_PAUSE) > 0 ? RetryPolicy.LONGEST_PAUSE : pause;
  }

  private void scheduleRetry(
      Job job, Job.Failure why, Duration pause, Optional<Excuses.Reason> excuse) {
    if (why.code() == FailureCode.NAME_TAKEN) {
      names.release(job.id());
    }
    Instant due = clock.instant().plus(pause);
    Job later =
        excuse
            .map(reason -> job.excused(reason, why, due))
            .orElseGet(() -> job.postponed(why, due));
    if (jobs.move(later, List.of())) {
      LOG.log(
          Level.INFO,
          "job {0} attempt {1} failed ({2}: {3}), next in {4} s",
          job.id(),
          job.attempt(),
          why.code(),
          why.sentence(),
          pause.toSeconds());
      events.publish(JobEvent.Kind.RETRY_SCHEDULED, later);
    }
  }

  /** Fails the job because its workers died, without asking the retry policy. */
  boolean fail(Job job, Job.Failure why) {
    return fail(job, why, false);
  }

  private boolean fail(Job job, Job.Failure why, boolean isCommitUnknown) {
    Job failed = job.failed(why, clock.instant());
    if (!write(failed) && !isStored(failed)) {
      return false;
    }
    if (why.code() == FailureCode.NAME_TAKEN) {
      // The object there belongs to somebody else.
      names.release(job.id());
    } else {
      left.delete(job, isCommitUnknown);
    }
    LOG.log(Level.INFO, "job {0} failed ({1}: {2})", job.id(), why.code(), why.sentence());
    events.publish(JobEvent.Kind.FINISHED, failed);
    return true;
  }

  /**
   * Cancels the job. The worker that runs it deletes what is left of it and releases its names; for
   * a job that waits, this is done here.
   *
   * @return false if the job has changed meanwhile
   */
  boolean cancel(Job job, Job.Failure why) {
    Job cancelled = job.failed(why, clock.instant());
    if (!write(cancelled)) {
      return false;
    }
    if (job.status() == JobStatus.PENDING) {
      left.delete(job, false);
    }
    LOG.log(Level.INFO, "job {0} cancelled", job.id());
    events.publish(JobEvent.Kind.FINISHED, cancelled);
    return true;
  }

  /** Releases the job to the queue because this process does not run it; due after a pause. */
  void release(Job job, Duration pause) {
    if (jobs.move(job.released(clock.instant().plus(pause)), List.of())) {
      LOG.log(Level.INFO, "job {0} released to the queue", job.id());
    }
  }

  /**
   * Deletes what is left of a job that was cancelled, and releases its names. If another worker has
   * taken the job over, its names stay reserved.
   *
   * @param isCommitUnknown whether the storage did not answer a commit
   */
  void releaseIfFinal(Job job, boolean isCommitUnknown) {
    Optional<JobStatus> status = jobs.find(job.id()).map(Job::status);
    if (status.isEmpty() || status.get() == JobStatus.COMPLETED) {
      names.release(job.id());
    } else if (status.get().isFinal()) {
      left.delete(job, isCommitUnknown);
    }
  }

  /**
   * Cancels several jobs of one batch at once.
   *
   * @return the cancelled jobs; those that changed meanwhile are left out
   */
  List<Job> cancel(BatchId batch, List<Job> open, Job.Failure why) {
    Instant now = clock.instant();
    List<Job> nexts = open.stream().map(job -> job.failed(why, now)).toList();
    List<Job> ended =
        batches.move(batch, nexts, notifications.ofBatchJobs(nexts, batches.find(batch)));
    Set<JobId> taken = ended.stream().map(Job::id).collect(Collectors.toSet());
    open.stream()
        .filter(job -> job.status() == JobStatus.PENDING && taken.contains(job.id()))
        .forEach(job -> left.delete(job, false));
    ended.forEach(job -> events.publish(JobEvent.Kind.FINISHED, job));
    return ended;
  }

  private boolean write(Job ended) {
    return jobs.move(ended, notifications.ofJob(ended, ended.batch().flatMap(batches::find)));
  }

  // A bucket that is unavailable is no outage of the database, which the caller waits for.
  private void deleteStale(Job job, JobRunner.Result result) {
    ObjectPath file = result.artifact().path();
    if (objects.isOfAnother(job, file, file)) {
      LOG.log(Level.INFO, "job {0}: {1} left alone: it belongs to another job", job.id(), file);
      return;
    }
    try {
      storages.delete(
          job,
          result.artifact().paths().stream()
              .filter(path -> !objects.isOfAnother(job, file, path))
              .toList());
    } catch (SluiceException e) {
      LOG.log(
          Level.WARNING,
          "job {0} was taken from this worker, and its object {1} could not be deleted ({2}: {3});"
              + " delete it in the storage",
          job.id(),
          file,
          e.code(),
          e.getMessage());
    }
  }

  /** Discards an object that is stored although the job is no longer this worker's. */
  private void discardStale(Job job, JobRunner.Result result) {
    Optional<Job> current = jobs.find(job.id());
    LOG.log(Level.INFO, "job {0} was taken from this worker after its object was stored", job.id());
    if (current.isEmpty()) {
      // The job was deleted, so it ended long ago. If another attempt completed it, the object is
      // its result.
      LOG.log(
          Level.WARNING,
          "job {0} was deleted meanwhile, and its object {1} stays; delete it in the storage if"
              + " nothing needs it",
          job.id(),
          result.artifact().path());
      names.release(job.id());
      return;
    }
    JobStatus status = current.get().status();
    if (status.isFinal() && status != JobStatus.COMPLETED) {
      // The job ended otherwise (it was cancelled).
      deleteStale(job, result);
      names.release(job.id());
    } else if (hasOtherName(current.get(), result)) {
      deleteStale(job, result);
    }
  }

  /**
   * Returns whether the job's object has another name than this one. Usually another attempt has
   * written, or will write, the same.
   */
  private boolean hasOtherName(Job current, JobRunner.Result result) {
    return current
        .artifact()
        .map(Artifact::path)
        .or(() -> names.reserved(current.id()).map(Names::file))
        .filter(path -> !path.equals(result.artifact().path()))
        .isPresent();
  }
}
