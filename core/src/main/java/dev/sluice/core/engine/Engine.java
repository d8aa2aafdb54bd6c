package dev.sluice.core.engine;

import dev.sluice.core.batch.NewJobs;
import dev.sluice.core.engine.destination.ObjectNames;
import dev.sluice.core.engine.limits.LimitRejections;
import dev.sluice.core.engine.limits.PendingJobLimiter;
import dev.sluice.core.engine.limits.QuotaCheck;
import dev.sluice.core.engine.show.EpisodeJobs;
import dev.sluice.core.engine.show.EpisodeSources;
import dev.sluice.core.engine.show.ShowExpansions;
import dev.sluice.core.engine.sidecar.SmallFiles;
import dev.sluice.core.engine.webhook.CompletionNotifications;
import dev.sluice.core.engine.webhook.NotificationDelivery;
import dev.sluice.core.engine.webhook.ProgressNotifications;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.SourceInfo;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Assembles the engine in flow order. Embedders use {@link dev.sluice.core.Sluice}, which delegates
 * to this class. Thread-safe.
 */
public final class Engine implements AutoCloseable {
  private final EnginePorts ports;
  private final SourceInspector look;
  private final PendingJobLimiter waiting;
  private final ShowExpansions expansions;
  private final EpisodeJobs episodes;
  private final JobEvents events = new JobEvents();
  private final LimitRejections refusals = new LimitRejections();
  private final JobCompleter ending;
  private final QuotaCheck quota;
  private final ProgressNotifications stages;
  private final CompletionNotifications words;
  private final WorkerPool pool;
  private final BatchOperations batches;
  private final Optional<NotificationDelivery> delivery;

  public Engine(EnginePorts ports, EngineOptions options) {
    this.ports = ports;
    this.look = new SourceInspector(ports);
    this.waiting = new PendingJobLimiter(options.limits().waiting());
    this.expansions = new ShowExpansions(ports.shows(), ports.clock(), options.expandTimeout());
    this.episodes = new EpisodeJobs(expansions);
    ObjectNames names = new ObjectNames(ports.jobs());
    SmallFiles files = new SmallFiles(ports.fetchers(), ports.clock());
    JobRunner runner =
        new JobRunner(
            new EpisodeSources(ports.fetchers(), episodes),
            files,
            ports.transcoder(),
            ports.storages(),
            names,
            ports.keys(),
            ports.jobs());
    this.words = new CompletionNotifications(ports.ids());
    this.quota = new QuotaCheck(ports.keys(), ports.jobs());
    this.ending =
        new JobCompleter(
            ports.jobs(),
            ports.batches(),
            ports.storages(),
            options.retries(),
            ports.clock(),
            words,
            events);
    this.delivery =
        ports
            .notifier()
            .map(
                notifier ->
                    new NotificationDelivery(
                        ports.outbox(),
                        ports.jobs(),
                        ports.batches(),
                        ports.storages(),
                        ports.keys(),
                        notifier,
                        ports.clock(),
                        ports.ids()));
    Optional<NotificationDelivery> sender = delivery;
    this.stages =
        new ProgressNotifications(
            ports.jobs(),
            ports.clock(),
            ports.ids(),
            () -> sender.ifPresent(NotificationDelivery::wake));
    this.pool =
        new WorkerPool(
            ports.jobs(),
            runner,
            ending,
            events,
            stages,
            ports.clock(),
            new WorkerPool.Settings(
                options.worker(),
                options.workers(),
                options.lease(),
                options.jobTimeout(),
                options.grace(),
                options.limits().running()));
    this.batches = new BatchOperations(ports, waiting, quota, ending, pool, events, refusals);
    delivery.ifPresent(
        postman ->
            events.listen(
                event -> {
                  if (event.kind() == JobEvent.Kind.FINISHED) {
                    postman.wake();
                  }
                }));
  }

  public void start() {
    delivery.ifPresent(NotificationDelivery::start);
    pool.start();
  }

  public JobEvents events() {
    return events;
  }

  public LimitRejections refusals() {
    return refusals;
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
   * Remembers the jobs, all or none, each with its owner's storage unless it has one of its own;
   * workers are told by the store.
   *
   * @param submission jobs of one owner
   * @throws SluiceException QUEUE_FULL if the owner would have more waiting than it may;
   *     QUOTA_EXCEEDED if it has used up its storage; KEY_IN_USE
   */
  public void submit(NewJobs submission) {
    List<Job> jobs = ports.storages().placed(submission.jobs());
    if (jobs.isEmpty()) {
      return;
    }
    refusals.watched(() -> inserted(submission.with(jobs)));
    for (Job job : jobs) {
      events.tell(JobEvent.Kind.SUBMITTED, job);
      if (job.status().isFinal()) {
        events.tell(JobEvent.Kind.FINISHED, job);
      }
    }
  }

  private List<Job> inserted(NewJobs submission) {
    List<Job> jobs = submission.jobs();
    TenantId owner = jobs.get(0).owner();
    quota.require(owner);
    long pending =
        jobs.stream().filter(job -> job.status() == JobStatus.PENDING && !job.isPaused()).count();
    waiting.enter(
        owner,
        Math.toIntExact(pending),
        () -> ports.jobs().count(owner, JobStatus.PENDING),
        () -> ports.jobs().insert(submission));
    return jobs;
  }

  /**
   * Returns if the owner may have more stored than it has.
   *
   * @throws SluiceException QUOTA_EXCEEDED
   */
  public void requireRoom(TenantId owner) {
    refusals.watched(
        () -> {
          quota.require(owner);
          return owner;
        });
  }

  /** The job as it stands; while it runs in this process, with its progress of this moment. */
  public Optional<Job> find(JobId id) {
    Optional<Job> stored = ports.jobs().find(id);
    if (stored.isEmpty() || stored.get().status() != JobStatus.PROCESSING) {
      return stored;
    }
    int attempt = stored.get().attempt();
    return pool.current(id).filter(here -> here.attempt() == attempt).or(() -> stored);
  }

  /**
   * Ends a job that is not over. A running one stops within moments and leaves nothing behind; a
   * recording with {@code keepPartial} ends with what it has.
   *
   * @return false if it was over already, or does not exist
   */
  public boolean cancel(JobId id) {
    return new JobCanceller(ports.jobs(), ending, pool).cancel(id);
  }

  /**
   * Deletes the file of a job that is over; a crash in between is mended by a repetition.
   *
   * @return where it was; empty if the job has none, or does not exist
   */
  public Optional<ObjectPath> deleteFile(JobId id) {
    return new ArtifactRemoval(ports.jobs(), ports.storages()).remove(id);
  }

  /**
   * Tells the job's receiver once more that it is over.
   *
   * @return false if it is not over, or has no receiver
   */
  public boolean redeliver(Job job) {
    if (!job.status().isFinal() || job.request().webhook().isEmpty()) {
      return false;
    }
    words.again(job, ports.clock().instant()).forEach(ports.outbox()::add);
    delivery.ifPresent(NotificationDelivery::wake);
    return true;
  }

  /** What lies behind the URL, without storing anything. */
  public MediaInfo probe(SourceUrl url, StageMonitor monitor) {
    return look.probe(url, monitor);
  }

  /**
   * What lies behind the URL for this owner, found out within this time.
   *
   * @throws SluiceException JOB_TIMEOUT after it, and whatever a job would end with
   */
  public SourceInfo look(TenantId owner, SourceUrl url, Duration most) {
    return look.at(owner, url, most);
  }

  @Override
  public void close() {
    pool.close();
    stages.close();
    delivery.ifPresent(NotificationDelivery::close);
    expansions.close();
  }
}
