package dev.sluice.core.memory;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.Job.Lease;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.NotificationSubject;
import dev.sluice.core.job.Page;
import dev.sluice.core.job.Progress.Step;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.IdempotencyStore;
import dev.sluice.core.port.store.JobQueue;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.core.port.store.ObjectNameStore;
import dev.sluice.core.port.store.Outbox;
import dev.sluice.core.port.store.UsageStore;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.Usage;
import dev.sluice.core.tenant.Usage.DailyUsage;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The jobs of an {@link InMemoryDatabase}, with everything that is changed in one step with them.
 * Thread-safe.
 */
final class InMemoryJobs
    implements JobStore, JobQueue, ObjectNameStore, IdempotencyStore, UsageStore, Outbox {
  private final Map<JobId, Job> jobs = new HashMap<>();
  private final WaitingJobs waiting = new WaitingJobs();
  private final RunningJobs running = new RunningJobs();
  private final ReservedNames names = new ReservedNames();
  private final StoredFiles files = new StoredFiles();
  private final IdempotencyClaims held = new IdempotencyClaims();
  private final UsageCounts usage = new UsageCounts();
  private final JobsByTime ended =
      new JobsByTime(job -> job.keptSince().filter(since -> job.batch().isEmpty()));
  private final JobsByTime storedFiles = new JobsByTime(Job::fileStoredAt);
  private final JobsByTime expiringFiles = new JobsByTime(Job::fileExpiresAt);
  private final List<JobsByTime> byTime = List.of(ended, storedFiles, expiringFiles);
  private final NotificationQueue notifications = new NotificationQueue();
  private final InMemoryBatchStore batches = new InMemoryBatchStore(this);
  private final QueueListeners listeners = new QueueListeners();

  /** Returns the batches of these jobs. */
  InMemoryBatchStore batches() {
    return batches;
  }

  /** Returns the jobs without a batch that have ended. */
  JobsByTime ended() {
    return ended;
  }

  /** Returns the jobs with files, by their ends. */
  JobsByTime storedFiles() {
    return storedFiles;
  }

  /** Returns the jobs with files that expire by their requests. */
  JobsByTime expiringFiles() {
    return expiringFiles;
  }

  /** Returns all notifications. */
  NotificationQueue notifications() {
    return notifications;
  }

  /**
   * Deletes a job that has ended, with its notifications and reservations.
   *
   * @return how many notifications were deleted
   */
  int delete(JobId id) {
    Job job = jobs.remove(id);
    if (job != null) {
      byTime.forEach(jobsByTime -> jobsByTime.remove(job));
      files.removeWithReplaced(job);
      names.release(id);
      usage.dropReservation(job);
    }
    return notifications.deleteAbout(id);
  }

  @Override
  public void insert(NewJobs submission) {
    synchronized (this) {
      submission.response().ifPresent(held::requireHeld);
      submission.batch().ifPresent(batches::requireNew);
      putNew(submission.jobs());
      submission.batch().ifPresent(batch -> batches.put(batch, submission.jobs()));
      addToOutbox(submission.notifications(), submission.batch().map(Batch::id));
      submission.response().ifPresent(held::storeResponse);
    }
    announceArrivalOf(submission.jobs());
  }

  void putNew(List<Job> added) {
    Set<JobId> ids = new HashSet<>();
    for (Job job : added) {
      if (jobs.containsKey(job.id()) || !ids.add(job.id())) {
        throw new IllegalArgumentException("there is already a job " + job.id());
      }
    }
    added.forEach(this::put);
    added.forEach(usage::inserted);
  }

  @Override
  public synchronized Usage usage(TenantId tenant) {
    return usage.usage(tenant);
  }

  @Override
  public synchronized long submitted(TenantId tenant) {
    return usage.submitted(tenant);
  }

  @Override
  public synchronized List<DailyUsage> days(TenantId tenant, LocalDate first, LocalDate last) {
    return usage.days(tenant, first, last);
  }

  @Override
  public synchronized Map<Step, Long> running(TenantId tenant) {
    return running.bySteps(tenant);
  }

  @Override
  public synchronized Reservation reserve(Job job, long bytes, long limit) {
    Job now = jobs.get(job.id());
    boolean holds =
        now != null && now.status() == JobStatus.PROCESSING && now.attempt() == job.attempt();
    return holds ? usage.reserve(job, bytes, limit) : Reservation.LOST;
  }

  @Override
  public synchronized Optional<String> claim(
      IdempotencyStore.Claim claim, Instant now, Duration lease) {
    return held.claim(claim, now, lease);
  }

  @Override
  public synchronized void release(IdempotencyStore.Claim claim) {
    held.release(claim);
  }

  @Override
  public synchronized Optional<Job> find(JobId id) {
    return Optional.ofNullable(jobs.get(id));
  }

  @Override
  public synchronized Page<Job> list(JobQuery query) {
    return JobPages.of(jobs.values(), query);
  }

  @Override
  public synchronized Map<JobStatus, Long> counts(TenantId tenant) {
    return JobPages.counts(jobs.values(), tenant);
  }

  @Override
  public synchronized List<Job> claim(
      String worker, int max, int maxPerTenant, Instant now, Duration lease) {
    if (max < 1) {
      throw new IllegalArgumentException("a worker must claim at least one job, not " + max);
    }
    List<Job> abandoned = running.abandoned(max, now, now.plus(lease).plus(FURTHEST_DUE));
    List<Job> due =
        waiting.next(
            max - abandoned.size(), now, tenant -> maxPerTenant - (int) running.count(tenant));
    List<Job> claimed =
        Stream.concat(abandoned.stream(), due.stream())
            .map(job -> job.claimed(new Lease(worker, now.plus(lease)), now))
            .toList();
    claimed.forEach(this::put);
    return claimed;
  }

  @Override
  public synchronized long count(TenantId tenant, JobStatus status) {
    return switch (status) {
      case PENDING -> waiting.count(tenant);
      case PROCESSING -> running.count(tenant);
      default -> counts(tenant).getOrDefault(status, 0L);
    };
  }

  @Override
  public synchronized long count(JobStatus status) {
    return switch (status) {
      case PENDING -> waiting.count();
      case PROCESSING -> running.count();
      default -> jobs.values().stream().filter(job -> job.status() == status).count();
    };
  }

  @Override
  public synchronized Set<JobId> heartbeat(List<Beat> beats, Instant leaseUntil) {
    Set<JobId> held = new HashSet<>();
    for (Beat beat : beats) {
      if (running.holds(beat.job(), beat.attempt())) {
        put(running.after(beat, leaseUntil));
        held.add(beat.job());
      }
    }
    return held;
  }

  @Override
  public synchronized boolean requestStop(JobId job, int attempt) {
    return running.requestStop(job, attempt);
  }

  @Override
  public synchronized Set<JobId> stopRequests(Set<JobId> of) {
    return running.stopRequests(of);
  }

  @Override
  public boolean move(Job next, List<Notification> added) {
    synchronized (this) {
      if (!follows(next)) {
        return false;
      }
      put(next);
      addToOutbox(added, next.batch());
    }
    announceArrivalOf(List.of(next));
    return true;
  }

  /** Returns whether this is the version after the stored one. */
  boolean follows(Job next) {
    Job before = jobs.get(next.id());
    return before != null && before.version() == next.version() - 1;
  }

  /** Adds notifications to the outbox; those about the batch only if it is over. */
  void addToOutbox(List<Notification> added, Optional<BatchId> batch) {
    Optional<BatchId> over = batch.filter(batches::isOver);
    added.stream()
        .filter(one -> one.about() instanceof JobId || over.map(one.about()::equals).orElse(false))
        .forEach(this::addToOutbox);
  }

  @Override
  public synchronized boolean reserve(String bucketAddress, Names wanted, JobId job) {
    return names.reserve(bucketAddress, wanted, job);
  }

  @Override
  public synchronized boolean takeOver(
      String bucketAddress, ObjectPath file, JobId from, JobId to) {
    return names.takeOver(bucketAddress, file, from, to);
  }

  @Override
  public synchronized Optional<Names> reserved(JobId job) {
    return names.of(job);
  }

  @Override
  public synchronized Optional<JobId> reservedBy(String bucketAddress, ObjectPath path) {
    return names.holder(bucketAddress, path);
  }

  @Override
  public synchronized List<JobId> reservedByEnded(Instant endedUntil, int max) {
    return names.jobs().stream()
        .map(jobs::get)
        .filter(Objects::nonNull)
        .filter(job -> job.artifact().isEmpty())
        .filter(job -> job.finishedAt().filter(end -> !end.isAfter(endedUntil)).isPresent())
        .map(Job::id)
        .limit(max)
        .toList();
  }

  @Override
  public synchronized void release(JobId job) {
    names.release(job);
  }

  @Override
  public synchronized Optional<JobId> lastStoredAt(String bucketAddress, ObjectPath path) {
    return files.last(bucketAddress, path);
  }

  @Override
  public synchronized Optional<Instant> nextDue() {
    return waiting.nextDue();
  }

  @Override
  public void onWakeup(Runnable listener) {
    listeners.add(listener);
  }

  /** Does nothing: memory is always available. */
  @Override
  public void check() {}

  @Override
  public synchronized List<Due> due(
      int max, Instant now, Set<Receiver> busyReceivers, Set<TenantId> busyTenants) {
    return notifications.due(max, now, busyReceivers, busyTenants);
  }

  @Override
  public synchronized boolean claim(Notification notification, Instant now, Duration lease) {
    return notifications.claim(notification, now, lease);
  }

  @Override
  public synchronized int postpone(Receiver receiver, int max, Instant now, Instant until) {
    return notifications.postpone(receiver, max, now, until);
  }

  @Override
  public synchronized void add(Notification notification) {
    addToOutbox(notification);
  }

  private void addToOutbox(Notification notification) {
    notifications.add(notification, tenantOf(notification.about()));
  }

  private TenantId tenantOf(NotificationSubject subject) {
    Optional<TenantId> tenant =
        subject instanceof BatchId batch
            ? batches.find(batch).map(Batch::tenant)
            : Optional.ofNullable(jobs.get(subject)).map(Job::tenant);
    return tenant.orElse(TenantId.LOCAL);
  }

  @Override
  public synchronized void update(Notification notification) {
    notifications.update(notification);
  }

  @Override
  public synchronized List<Notification> about(NotificationSubject subject) {
    return notifications.about(subject);
  }

  void put(Job job) {
    Job before = jobs.put(job.id(), job);
    if (before != null) {
      usage.changed(before, job);
      waiting.remove(before);
      running.remove(before);
      files.remove(before);
      byTime.forEach(jobsByTime -> jobsByTime.remove(before));
    }
    files.add(job);
    byTime.forEach(jobsByTime -> jobsByTime.add(job));
    if (job.status() == JobStatus.PENDING && !job.isPaused()) {
      waiting.add(job);
    }
    if (job.status() == JobStatus.PROCESSING) {
      running.add(job);
    }
  }

  // Called without the lock, since a listener may call the store.
  void announceArrivalOf(List<Job> come) {
    if (come.stream().allMatch(job -> job.status() != JobStatus.PENDING || job.isPaused())) {
      return;
    }
    listeners.notifyAllListeners();
  }
}
