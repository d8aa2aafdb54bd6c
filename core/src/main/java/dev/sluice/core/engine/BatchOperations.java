package dev.sluice.core.engine;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.engine.destination.StorageResolver;
import dev.sluice.core.engine.limits.LimitRejections;
import dev.sluice.core.engine.limits.PendingJobLimiter;
import dev.sluice.core.engine.limits.QuotaCheck;
import dev.sluice.core.engine.webhook.CompletionNotifications;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.port.store.BatchStore;
import dev.sluice.core.port.store.JobQueue;
import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.core.tenant.TenantId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Operations on a whole batch. The caller has checked whose it is. Thread-safe. */
public final class BatchOperations {
  private static final Logger LOG = System.getLogger(BatchOperations.class.getName());

  private final JobQueue queue;
  private final BatchStore store;
  private final StorageResolver storages;
  private final PendingJobLimiter pendingLimiter;
  private final QuotaCheck quota;
  private final JobCompleter completer;
  private final CompletionNotifications notifications;
  private final WorkerPool pool;
  private final JobEvents events;
  private final LimitRejections rejections;
  private final InstantSource clock;

  BatchOperations(
      EnginePorts ports,
      PendingJobLimiter pendingLimiter,
      QuotaCheck quota,
      JobCompleter completer,
      WorkerPool pool,
      JobEvents events,
      LimitRejections rejections) {
    this.queue = ports.database().queue();
    this.store = ports.database().batches();
    this.storages = ports.storages();
    this.clock = ports.clock();
    this.pendingLimiter = pendingLimiter;
    this.quota = quota;
    this.completer = completer;
    this.notifications = new CompletionNotifications(ports.ids());
    this.pool = pool;
    this.events = events;
    this.rejections = rejections;
  }

  /**
   * Returns the batch with its jobs, ready to insert, and with notifications about jobs that have
   * ended already, such as skipped ones.
   *
   * @param jobs in the order of their slots
   */
  public NewJobs submission(Batch batch, List<Job> jobs) {
    List<Job> placed = jobs.stream().map(job -> member(batch, job)).toList();
    return NewJobs.of(batch, placed, notifications.ofBatchJobs(placed, Optional.of(batch)));
  }

  private static Job member(Batch batch, Job job) {
    Job member = job.toBuilder().batch(Optional.of(batch.id())).build();
    return batch.isPaused() && member.status() == JobStatus.PENDING ? member.paused() : member;
  }

  /**
   * Starts the jobs of a paused batch.
   *
   * @return how many jobs; empty if the batch is not paused
   * @throws SluiceException QUEUE_FULL if they exceed the limit of waiting jobs
   */
  public Optional<Integer> start(BatchId id) {
    Instant now = clock.instant();
    List<Job> waiting = store.jobs(id).stream().filter(Job::isPaused).toList();
    if (waiting.isEmpty()) {
      return Optional.empty();
    }
    Optional<List<Job>> started =
        rejections.monitoring(() -> entering(waiting, () -> store.start(id, now)));
    started.ifPresent(jobs -> LOG.log(Level.INFO, "batch {0} started, {1} jobs", id, jobs.size()));
    return started.map(List::size);
  }

  /**
   * Renames results of a paused batch.
   *
   * @param names each job's new name without an extension
   * @return a sentence for each job that could not be renamed
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
        .forEach(job -> refused.put(job, "The job changed at the same moment; read it again"));
    return refused;
  }

  private static Job paused(@Nullable Job job) {
    if (job == null) {
      throw new IllegalArgumentException("Job not found in this batch");
    }
    if (!job.isPaused()) {
      throw new IllegalArgumentException("The job has been started already");
    }
    return job;
  }

  /**
   * Cancels all jobs that have not ended.
   *
   * @return how many
   */
  public int cancel(BatchId id) {
    Job.Failure why = JobCompleter.BY_USER;
    int cancelled = 0;
    List<Job> open = open(id);
    // Jobs that changed between the read and the move are in the next read.
    while (!open.isEmpty()) {
      List<Job> ended = completer.cancel(id, open, why);
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
   * Retries the failed jobs: new jobs for the same requests take their slots.
   *
   * @return the new jobs
   * @throws SluiceException QUEUE_FULL; QUOTA_EXCEEDED
   * @throws dev.sluice.core.request.InvalidRequestException if the storage came with a job, since
   *     its keys are wiped
   */
  public List<Job> retry(BatchId id) {
    return retry(id, store.jobs(id).stream().filter(job -> job.status().isFailure()).toList());
  }

  /**
   * Retries these jobs of the batch. Jobs that do not hold their slots any more are left out.
   *
   * @throws SluiceException QUEUE_FULL; QUOTA_EXCEEDED
   */
  public List<Job> retry(BatchId id, List<Job> failed) {
    Instant now = clock.instant();
    return replace(
        id, failed.stream().map(job -> job.resubmitted(job.id().ofRetry(), now)).toList());
  }

  /**
   * Gives these jobs the slots of the jobs that they retry. Jobs whose original does not hold its
   * slot any more are left out.
   *
   * @return the jobs that have a slot now
   * @throws SluiceException QUEUE_FULL; QUOTA_EXCEEDED
   */
  public List<Job> replace(BatchId id, List<Job> retries) {
    List<Job> again = storages.assignDestinations(retries);
    if (again.isEmpty()) {
      return List.of();
    }
    List<Job> inserted =
        rejections.monitoring(
            () -> {
              quota.require(again.get(0).tenant());
              return entering(again, () -> store.replace(id, again));
            });
    inserted.forEach(job -> events.publish(JobEvent.Kind.SUBMITTED, job));
    return inserted;
  }

  /** Runs the change if the tenant may have these jobs waiting. */
  private <T> T entering(List<Job> arriving, Supplier<T> change) {
    TenantId tenant = arriving.get(0).tenant();
    AtomicReference<T> changed = new AtomicReference<>();
    pendingLimiter.enter(
        tenant,
        arriving.size(),
        () -> queue.count(tenant, JobStatus.PENDING),
        () -> changed.set(change.get()));
    return Objects.requireNonNull(changed.get());
  }
}
