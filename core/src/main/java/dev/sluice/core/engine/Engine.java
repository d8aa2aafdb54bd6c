package dev.sluice.core.engine;

import dev.sluice.core.engine.common.EngineThreads;
import dev.sluice.core.engine.common.Outage;
import dev.sluice.core.engine.destination.LeftObjects;
import dev.sluice.core.engine.destination.ObjectNames;
import dev.sluice.core.engine.destination.OverwriteReservations;
import dev.sluice.core.engine.limits.LimitRejections;
import dev.sluice.core.engine.limits.PendingJobLimiter;
import dev.sluice.core.engine.limits.QuotaCheck;
import dev.sluice.core.engine.retention.Retention;
import dev.sluice.core.engine.show.EpisodeJobs;
import dev.sluice.core.engine.show.EpisodeSources;
import dev.sluice.core.engine.show.ShowExpansions;
import dev.sluice.core.engine.sidecar.SmallFiles;
import dev.sluice.core.engine.webhook.CompletionNotifications;
import dev.sluice.core.engine.webhook.NotificationDelivery;
import dev.sluice.core.engine.webhook.ProgressQueue;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.EngineStatus;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobPlan;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.SourceInfo;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.store.Database;
import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Assembles the engine in flow order. Embedders use {@link dev.sluice.core.Sluice}, which delegates
 * to this class. Thread-safe.
 */
public final class Engine implements AutoCloseable {
  private static final int SECONDS_FOR_DELETIONS = 5;

  private final EnginePorts ports;
  private final SourceInspector inspector;
  private final PendingJobLimiter waiting;
  private final ShowExpansions expansions;
  private final EpisodeJobs episodes;
  private final JobEvents events = new JobEvents();
  private final LimitRejections rejections = new LimitRejections();
  private final JobCompleter completer;
  private final QuotaCheck quota;
  private final CompletionNotifications notifications;
  private final WorkerPool pool;
  private final BatchOperations batches;
  private final Optional<NotificationDelivery> delivery;
  private final Retention retention;
  private final ExecutorService deletions;
  private volatile boolean closed;

  public Engine(EnginePorts ports, EngineOptions options) {
    this.ports = ports;
    Database database = ports.database();
    this.inspector = new SourceInspector(ports);
    this.waiting = new PendingJobLimiter(options.limits().waiting());
    this.expansions = new ShowExpansions(ports.shows(), ports.clock(), options.showTimeout());
    this.episodes = new EpisodeJobs(expansions);
    Outage outage = new Outage("The database", System::nanoTime);
    OverwriteReservations overwrites =
        new OverwriteReservations(database.names(), database.jobs(), outage, System::nanoTime);
    SmallFiles files = new SmallFiles(ports.fetchers());
    JobRunner runner =
        new JobRunner(
            new EpisodeSources(ports.fetchers(), episodes),
            files,
            ports.transcoder(),
            ports.storages(),
            new ObjectNames(database.names(), overwrites, outage),
            overwrites,
            database.jobs(),
            database.keys(),
            database.usage(),
            outage);
    this.notifications = new CompletionNotifications(ports.ids());
    this.quota = new QuotaCheck(database.keys(), database.usage());
    this.deletions = Executors.newSingleThreadExecutor(EngineThreads.named("sluice-left"));
    LeftObjects left =
        new LeftObjects(database.names(), database.jobs(), ports.storages(), deletions);
    this.completer =
        new JobCompleter(
            database.jobs(),
            database.batches(),
            database.names(),
            left,
            ports.storages(),
            options.retries(),
            ports.clock(),
            notifications,
            events);
    this.delivery =
        ports
            .notifier()
            .map(
                notifier ->
                    new NotificationDelivery(
                        database.outbox(),
                        database.jobs(),
                        database.batches(),
                        ports.storages(),
                        database.keys(),
                        notifier,
                        ports.clock(),
                        ports.ids(),
                        ports.random()));
    ProgressQueue progress =
        delivery
            .map(NotificationDelivery::progress)
            .orElseGet(() -> new ProgressQueue(ports.clock(), ports.ids(), Optional.empty()));
    this.pool =
        new WorkerPool(
            database.queue(),
            database.jobs(),
            runner,
            completer,
            events,
            progress,
            outage,
            new DefaultStorageOutage(ports.storages().own(), options.worker()),
            new HandleShortage(options.worker()),
            ports.clock(),
            new WorkerPool.Settings(
                options.worker(),
                options.workers(),
                options.lease(),
                options.jobTimeout(),
                options.grace(),
                options.limits().running()));
    this.batches = new BatchOperations(ports, waiting, quota, completer, pool, events, rejections);
    ArtifactRemoval removal =
        new ArtifactRemoval(database.jobs(), database.names(), ports.storages());
    this.retention =
        new Retention(
            database.retention(),
            options.retention(),
            ports.clock(),
            removal::expire,
            job -> ports.storages().destinationOf(job).store().check(),
            left::round);
    delivery.ifPresent(
        webhooks ->
            events.listen(
                event -> {
                  if (event.kind() == JobEvent.Kind.FINISHED) {
                    webhooks.wake();
                  }
                }));
  }

  public void start() {
    delivery.ifPresent(NotificationDelivery::start);
    pool.start();
    retention.start();
  }

  public JobEvents events() {
    return events;
  }

  public LimitRejections rejections() {
    return rejections;
  }

  public ShowExpansions expansions() {
    return expansions;
  }

  public EpisodeJobs episodes() {
    return episodes;
  }

  public BatchOperations batches() {
    return batches;
  }

  /**
   * Stores the jobs, all or none, each with its tenant's bucket unless it has a destination of its
   * own. The store wakes the workers.
   *
   * @param submission jobs of one tenant
   * @throws SluiceException QUEUE_FULL if the tenant would exceed its limit of waiting jobs;
   *     QUOTA_EXCEEDED if its storage is used up; KEY_IN_USE
   */
  public void submit(NewJobs submission) {
    List<Job> jobs = ports.storages().assignDestinations(submission.jobs());
    if (jobs.isEmpty()) {
      return;
    }
    rejections.monitoring(() -> inserted(submission.with(jobs)));
    for (Job job : jobs) {
      events.publish(JobEvent.Kind.SUBMITTED, job);
      if (job.status().isFinal()) {
        events.publish(JobEvent.Kind.FINISHED, job);
      }
    }
  }

  private List<Job> inserted(NewJobs submission) {
    List<Job> jobs = submission.jobs();
    TenantId tenant = jobs.get(0).tenant();
    quota.require(tenant);
    long pending =
        jobs.stream().filter(job -> job.status() == JobStatus.PENDING && !job.isPaused()).count();
    waiting.enter(
        tenant,
        Math.toIntExact(pending),
        () -> ports.database().queue().count(tenant, JobStatus.PENDING),
        () -> ports.database().jobs().insert(submission));
    return jobs;
  }

  /**
   * Checks that the tenant may store more.
   *
   * @throws SluiceException QUOTA_EXCEEDED
   */
  public void requireRoom(TenantId tenant) {
    rejections.monitoring(
        () -> {
          quota.require(tenant);
          return tenant;
        });
  }

  /**
   * Returns if this engine takes jobs.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public void requireOpen() {
    if (closed) {
      throw new IllegalStateException("This Sluice is closed; start another one to submit jobs");
    }
  }

  /** Returns the job; while it runs in this process, with its current progress. */
  public Optional<Job> find(JobId id) {
    Optional<Job> stored = ports.database().jobs().find(id);
    if (stored.isEmpty() || stored.get().status() != JobStatus.PROCESSING) {
      return stored;
    }
    int attempt = stored.get().attempt();
    return pool.current(id).filter(here -> here.attempt() == attempt).or(() -> stored);
  }

  /**
   * Cancels a job that has not ended. A running job stops at once and leaves nothing behind; a
   * recording with {@code keepPartial} completes with what it has.
   *
   * @return false if the job has ended already or does not exist
   */
  public boolean cancel(JobId id) {
    return new JobCanceller(ports.database().jobs(), ports.database().queue(), completer, pool)
        .cancel(id);
  }

  /**
   * Deletes the file of a job that has ended. After a crash in between, call it again.
   *
   * @return the path of the deleted file; empty if the job has no file or does not exist
   */
  public Optional<ObjectPath> deleteFile(JobId id) {
    return new ArtifactRemoval(ports.database().jobs(), ports.database().names(), ports.storages())
        .remove(id);
  }

  /**
   * Sends the final webhook of the job again.
   *
   * @return false if the job has not ended or has no receiver
   */
  public boolean redeliver(Job job) {
    if (!job.status().isFinal() || job.request().webhook().isEmpty()) {
      return false;
    }
    notifications.repeated(job, ports.clock().instant()).forEach(ports.database().outbox()::add);
    delivery.ifPresent(NotificationDelivery::wake);
    return true;
  }

  /** Returns what keeps this process from running jobs, and what it has deleted. */
  public EngineStatus status() {
    return pool.status(retention.counts());
  }

  /** Probes the media at the URL without storing anything. */
  public MediaInfo probe(SourceUrl url, StageMonitor monitor) {
    return inspector.probe(url, monitor);
  }

  /**
   * Inspects the media at the URL for this tenant within the given time.
   *
   * @throws SluiceException JOB_TIMEOUT after that time; any failure with which a job would end
   */
  public SourceInfo inspect(TenantId tenant, SourceUrl url, Duration most) {
    return inspector.inspect(tenant, url, most);
  }

  /**
   * Returns what a job of this tenant for this request would make.
   *
   * @throws SluiceException JOB_TIMEOUT after that time; any failure to open the source
   */
  public JobPlan plan(TenantId tenant, JobRequest request, Duration most) {
    return inspector.plan(tenant, request, most);
  }

  @Override
  public void close() {
    closed = true;
    pool.close();
    delivery.ifPresent(NotificationDelivery::close);
    retention.close();
    endDeletions();
    expansions.close();
  }

  // A later process deletes the rest.
  private void endDeletions() {
    deletions.shutdown();
    try {
      if (!deletions.awaitTermination(SECONDS_FOR_DELETIONS, TimeUnit.SECONDS)) {
        deletions.shutdownNow();
      }
    } catch (InterruptedException e) {
      deletions.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
