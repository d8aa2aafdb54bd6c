package dev.sluice.core.pipeline;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Owner;
import dev.sluice.core.job.Submission;
import dev.sluice.core.port.ApiKeyStore;
import dev.sluice.core.port.BatchStore;
import dev.sluice.core.port.IdSource;
import dev.sluice.core.port.JobStore;
import dev.sluice.core.port.MediaFacts;
import dev.sluice.core.port.MediaFetcher;
import dev.sluice.core.port.Notifier;
import dev.sluice.core.port.Outbox;
import dev.sluice.core.port.ShowExpander;
import dev.sluice.core.port.SourceFacts;
import dev.sluice.core.port.StageMonitor;
import dev.sluice.core.port.Transcoder;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.SourceUrl;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The parts of the pipeline, put together in flow order. Embedders use {@link
 * dev.sluice.core.Sluice}, which hands on to this. Thread-safe.
 */
public final class Engine implements AutoCloseable {
  /** What the engine needs of the world. */
  public record Ports(
      List<MediaFetcher> fetchers,
      List<ShowExpander> shows,
      Transcoder transcoder,
      Storages storages,
      JobStore jobs,
      BatchStore batches,
      Outbox outbox,
      ApiKeyStore keys,
      Optional<Notifier> notifier,
      InstantSource clock,
      IdSource ids) {
    public Ports {
      fetchers = List.copyOf(fetchers);
      shows = List.copyOf(shows);
    }
  }

  /**
   * How the engine works.
   *
   * @param worker names this process in leases
   * @param workers how many jobs run at a time; 0 runs none and only takes them
   * @param lease how long a claim lasts without a heartbeat; a dead worker's job waits so long
   * @param jobTimeout how long one attempt may take
   * @param grace how long a stop waits for running attempts
   * @param expandTimeout how long a caller waits for a show
   * @param limits what one owner may have at a time
   */
  public record Options(
      String worker,
      int workers,
      Duration lease,
      Duration jobTimeout,
      Duration grace,
      Duration expandTimeout,
      RetryPolicy retries,
      OwnerLimits limits) {}

  private final Ports ports;
  private final SourceLook look;
  private final WaitingRoom waiting;
  private final Expansions expansions;
  private final EpisodeJobs episodes;
  private final JobEvents events = new JobEvents();
  private final Refusals refusals = new Refusals();
  private final JobEnding ending;
  private final StorageQuota quota;
  private final StageWords stages;
  private final EndingWords words;
  private final WorkerPool pool;
  private final Batches batches;
  private final Optional<Delivery> delivery;

  public Engine(Ports ports, Options options) {
    this.ports = ports;
    this.look = new SourceLook(ports);
    this.waiting = new WaitingRoom(options.limits().waiting());
    this.expansions = new Expansions(ports.shows(), ports.clock(), options.expandTimeout());
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
    this.words = new EndingWords(ports.ids());
    this.quota = new StorageQuota(ports.keys(), ports.jobs());
    this.ending =
        new JobEnding(
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
                    new Delivery(
                        ports.outbox(),
                        ports.jobs(),
                        ports.batches(),
                        ports.storages(),
                        ports.keys(),
                        notifier,
                        ports.clock(),
                        ports.ids()));
    Optional<Delivery> sender = delivery;
    this.stages =
        new StageWords(
            ports.jobs(), ports.clock(), ports.ids(), () -> sender.ifPresent(Delivery::wake));
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
    this.batches = new Batches(ports, waiting, quota, ending, pool, events, refusals);
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
    delivery.ifPresent(Delivery::start);
    pool.start();
  }

  public JobEvents events() {
    return events;
  }

  public Refusals refusals() {
    return refusals;
  }

  public Expansions expansions() {
    return expansions;
  }

  public EpisodeJobs episodes() {
    return episodes;
  }

  public Batches batches() {
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
  public void submit(Submission submission) {
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

  private List<Job> inserted(Submission submission) {
    List<Job> jobs = submission.jobs();
    Owner owner = jobs.get(0).owner();
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
  public void requireRoom(Owner owner) {
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
    return new Cancelling(ports.jobs(), ending, pool).cancel(id);
  }

  /**
   * Deletes the file of a job that is over; a crash in between is mended by a repetition.
   *
   * @return where it was; empty if the job has none, or does not exist
   */
  public Optional<ObjectPath> deleteFile(JobId id) {
    return new FileRemoval(ports.jobs(), ports.storages()).remove(id);
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
    delivery.ifPresent(Delivery::wake);
    return true;
  }

  /** What lies behind the URL, without storing anything. */
  public MediaFacts probe(SourceUrl url, StageMonitor monitor) {
    return look.probe(url, monitor);
  }

  /**
   * What lies behind the URL for this owner, found out within this time.
   *
   * @throws SluiceException JOB_TIMEOUT after it, and whatever a job would end with
   */
  public SourceFacts look(Owner owner, SourceUrl url, Duration most) {
    return look.at(owner, url, most);
  }

  @Override
  public void close() {
    pool.close();
    stages.close();
    delivery.ifPresent(Delivery::close);
    expansions.close();
  }
}
