package dev.sluice.core.engine;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.batch.NewJobs;
import dev.sluice.core.engine.destination.StorageResolver;
import dev.sluice.core.engine.limits.LimitRejections;
import dev.sluice.core.engine.limits.PendingJobLimiter;
import dev.sluice.core.engine.limits.QuotaCheck;
import dev.sluice.core.engine.webhook.CompletionNotifications;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.job.JobFailure;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.port.store.BatchStore;
import dev.sluice.core.port.store.IdSource;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.tenant.TenantId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** What can be done with a batch as a whole. Whose it is was asked by the caller. Thread-safe. */
public final class BatchOperations {
  private static final Logger LOG = System.getLogger(BatchOperations.class.getName());

  private final JobStore jobs;
  private final BatchStore store;
  private final StorageResolver storages;
  private final PendingJobLimiter room;
  private final QuotaCheck quota;
  private final JobCompleter ending;
  private final CompletionNotifications words;
  private final WorkerPool pool;
  private final JobEvents events;
  private final LimitRejections refusals;
  private final InstantSource clock;
  private final IdSource ids;

  BatchOperations(
      EnginePorts ports,
      PendingJobLimiter room,
      QuotaCheck quota,
      JobCompleter ending,
      WorkerPool pool,
      JobEvents events,
      LimitRejections refusals) {
    this.jobs = ports.jobs();
    this.store = ports.batches();
    this.storages = ports.storages();
    this.clock = ports.clock();
    this.ids = ports.ids();
    this.room = room;
    this.quota = quota;
    this.ending = ending;
    this.words = new CompletionNotifications(ports.ids());
    this.pool = pool;
    this.events = events;
    this.refusals = refusals;
  }

  /**
   * What makes a batch of these jobs. Of those that are over already, such as skipped ones, it
   * tells.
   *
   * @param jobs in the order of their places
   */
  public NewJobs submission(Batch batch, List<Job> jobs) {
    List<Job> placed = jobs.stream().map(job -> placed(batch, job)).toList();
    return NewJobs.of(batch, placed, words.ofBatchJobs(placed, Optional.of(batch)));
  }

  private static Job placed(Batch batch, Job job) {
    Job member = job.toBuilder().batch(Optional.of(batch.id())).build();
    return batch.isPaused() && member.status() == JobStatus.PENDING ? member.paused() : member;
  }

  /**
   * Lets the jobs of a paused batch run.
   *
   * @return how many; empty if it is not paused
   * @throws SluiceException QUEUE_FULL, if they are more than may wait
   */
  public Optional<Integer> start(BatchId id) {
    Instant now = clock.instant();
    List<Job> waiting = store.jobs(id).stream().filter(Job::isPaused).toList();
    if (waiting.isEmpty()) {
      return Optional.empty();
    }
    Optional<List<Job>> started =
        refusals.watched(() -> entering(waiting, () -> store.start(id, now)));
    started.ifPresent(jobs -> LOG.log(Level.INFO, "batch {0} started, {1} jobs", id, jobs.size()));
    return started.map(List::size);
  }

  /**
   * Gives results of a paused batch other names.
   *
   * @param names each job's new name without an extension
   * @return what could not be done, a sentence for each such job
   */
  public Map<JobId, String> rename(BatchId id, Map<JobId, String> names) {
    Map<JobId, String> refused = new HashMap<>();
    Map<JobId, Job> members = new HashMap<>();
    store.jobs(id).forEach(job -> members.put(job.id(), job));
    List<Job> nexts = new ArrayList<>();
    names.forEach(
        (job, name) -> {
          try {
            nexts.add(paused(members.get(job)).renamed(name));
          } catch (IllegalArgumentException e) {
            refused.put(job, e.getMessage());
          }
        });
    List<JobId> taken = store.move(id, nexts, List.of()).stream().map(Job::id).toList();
    nexts.stream()
        .map(Job::id)
        .filter(job -> !taken.contains(job))
        .forEach(job -> refused.put(job, "The job was changed at the same moment; look again"));
    return refused;
  }

  private static Job paused(Job job) {
    if (job == null) {
      throw new IllegalArgumentException("Job not found in this batch");
    }
    if (!job.isPaused()) {
      throw new IllegalArgumentException("The job does not wait for a start any more");
    }
    return job;
  }

  /**
   * Ends all jobs that are not over.
   *
   * @return how many
   */
  public int cancel(BatchId id) {
    JobFailure why = JobCompleter.BY_USER;
    int cancelled = 0;
    List<Job> open = open(id);
    // Those that moved between the look and the move stand in the next look.
    while (!open.isEmpty()) {
      List<Job> ended = ending.cancelled(id, open, why);
      ended.forEach(job -> pool.cancel(job.id(), new SluiceException(why.code(), why.sentence())));
      cancelled += ended.size();
      open = open(id);
    }
    LOG.log(Level.INFO, "batch {0} cancelled, {1} jobs", id, cancelled);
    return cancelled;
  }

  private List<Job> open(BatchId id) {
    return store.jobs(id).stream().filter(job -> !job.status().isFinal()).toList();
  }

  /**
   * Tries again what failed: new jobs for the same requests in the places of the old ones.
   *
   * @return the new jobs
   * @throws SluiceException QUEUE_FULL; QUOTA_EXCEEDED
   * @throws dev.sluice.core.request.InvalidRequestException if the storage came with a job, since
   *     its keys are gone
   */
  public List<Job> retry(BatchId id) {
    return retry(id, store.jobs(id).stream().filter(job -> job.status().isFailure()).toList());
  }

  /**
   * Tries these jobs of the batch again. Jobs that do not hold their places any more are left out.
   *
   * @throws SluiceException QUEUE_FULL; QUOTA_EXCEEDED
   */
  public List<Job> retry(BatchId id, List<Job> failed) {
    Instant now = clock.instant();
    return replace(
        id, failed.stream().map(job -> job.resubmitted(new JobId(ids.next()), now)).toList());
  }

  /**
   * Gives these jobs the places of those that they try again. Jobs whose original does not hold its
   * place any more are left out.
   *
   * @return those that have a place now
   * @throws SluiceException QUEUE_FULL; QUOTA_EXCEEDED
   */
  public List<Job> replace(BatchId id, List<Job> retries) {
    List<Job> again = storages.placed(retries);
    if (again.isEmpty()) {
      return List.of();
    }
    List<Job> inserted =
        refusals.watched(
            () -> {
              quota.require(again.get(0).owner());
              return entering(again, () -> store.replace(id, again));
            });
    inserted.forEach(job -> events.tell(JobEvent.Kind.SUBMITTED, job));
    return inserted;
  }

  /** Does what lets these jobs of one owner wait, if they may. */
  private <T> T entering(List<Job> come, Supplier<T> change) {
    TenantId owner = come.get(0).owner();
    AtomicReference<T> changed = new AtomicReference<>();
    room.enter(
        owner,
        come.size(),
        () -> jobs.count(owner, JobStatus.PENDING),
        () -> changed.set(change.get()));
    return changed.get();
  }
}
