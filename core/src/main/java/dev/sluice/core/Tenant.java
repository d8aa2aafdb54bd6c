package dev.sluice.core;

import dev.sluice.core.batch.NewJobs;
import dev.sluice.core.engine.Engine;
import dev.sluice.core.engine.EnginePorts;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Page;
import dev.sluice.core.port.media.SourceInfo;
import dev.sluice.core.port.show.ShowQuery;
import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.ShowOptions;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.request.Violation;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.IdempotencyClaim;
import dev.sluice.core.tenant.IdempotencyKey;
import dev.sluice.core.tenant.StoredResponse;
import dev.sluice.core.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Sluice as one owner sees it: jobs of others do not exist here. Cheap to make, holds nothing,
 * thread-safe.
 */
public final class Tenant {
  private final TenantId owner;
  private final Engine engine;
  private final EnginePorts ports;
  private final RequestValidator intake;
  private final JobSubmitter arrivals;

  Tenant(TenantId owner, Engine engine, EnginePorts ports, RequestValidator intake) {
    this(owner, Optional.empty(), engine, ports, intake);
  }

  private Tenant(
      TenantId owner,
      Optional<BucketConfig> into,
      Engine engine,
      EnginePorts ports,
      RequestValidator intake) {
    this.owner = owner;
    this.engine = engine;
    this.ports = ports;
    this.intake = intake;
    this.arrivals = new JobSubmitter(owner, into, engine, ports, intake);
  }

  /** Who sees Sluice so. */
  public TenantId owner() {
    return owner;
  }

  /**
   * Takes the request for one file, or for one episode of a show. When this returns the job is
   * remembered, and is run as soon as a worker is free.
   *
   * @throws InvalidRequestException with every rule that the request breaks
   * @throws SluiceException SHOW_UNSUPPORTED; STORE_UNAVAILABLE
   */
  public Job submit(JobRequest request) {
    return arrivals.one(request);
  }

  /**
   * Takes the request for whatever its URL is: a file or an episode becomes one job, a show or a
   * playlist a batch with a job for each of its episodes. When this returns all are remembered, or
   * none. Waits for a show as long as {@link SluiceBuilder#expandTimeout} says.
   *
   * @param options which episodes of a show; without meaning for anything else
   * @param paused whether a batch is not to run before {@link TenantBatches#start}
   * @throws InvalidRequestException with every rule that the request breaks
   * @throws SluiceException SHOW_TIMEOUT with when to ask again; what {@link
   *     dev.sluice.core.port.show.ShowExpander#expand} throws; QUEUE_FULL, QUOTA_EXCEEDED;
   *     STORE_UNAVAILABLE
   */
  public SubmitResult accept(JobRequest request, ShowOptions options, boolean paused) {
    return accept(request, options, paused, accepted -> Optional.empty());
  }

  SubmitResult accept(
      JobRequest request,
      ShowOptions options,
      boolean paused,
      Function<SubmitResult, Optional<StoredResponse>> answering) {
    return arrivals.any(request, options, paused, answering);
  }

  /** A submit without a key, for whoever has both kinds. */
  public IdempotentSubmit submitting() {
    return IdempotentSubmit.unnamed(this, ports.database().idempotency(), ports.clock());
  }

  /**
   * A submit that makes its jobs once, however often it is asked for: for 24 hours the same key and
   * fingerprint give what was answered the first time.
   *
   * @param fingerprint the same for two requests that ask for the same, at most 64 characters
   * @throws SluiceException KEY_IN_USE while the first is in progress; KEY_REUSED if the key was
   *     used with another fingerprint
   */
  public IdempotentSubmit submitting(IdempotencyKey key, String fingerprint) {
    IdempotencyClaim hold = new IdempotencyClaim(owner, key, fingerprint, ports.ids().next());
    return IdempotentSubmit.named(this, ports.database().idempotency(), ports.clock(), hold);
  }

  /**
   * Takes several requests, all or none of them, as one batch. When this returns all are
   * remembered. The folder and the webhook that all of them share are the batch's too.
   *
   * @param requests at least one
   * @return the jobs in the order of the requests; all carry the same batch
   * @throws InvalidRequestException with every rule that any of them breaks, each with the index of
   *     its request; a show is no file, and breaks one
   * @throws SluiceException STORE_UNAVAILABLE
   */
  public List<Job> submitAll(List<JobRequest> requests) {
    return submitAll(requests, false);
  }

  /**
   * The same as the other.
   *
   * @param paused whether they are not to run before {@link TenantBatches#start}
   */
  public List<Job> submitAll(List<JobRequest> requests, boolean paused) {
    return acceptAll(requests, paused, accepted -> Optional.empty()).jobs();
  }

  SubmitResult acceptAll(
      List<JobRequest> requests,
      boolean paused,
      Function<SubmitResult, Optional<StoredResponse>> answering) {
    return arrivals.several(requests, paused, answering);
  }

  /**
   * Every rule that the request breaks, for whoever has found more that is wrong and wants to tell
   * all of it at once. Empty when there is none; {@link #submit} may still refuse a show.
   */
  public List<Violation> violations(JobRequest request) {
    return intake.violations(request);
  }

  /** The same for one of the requests of {@link #submitAll(List)}, without its index. */
  public List<Violation> violationsAmongOthers(JobRequest request) {
    return intake.violationsAmongOthers(request);
  }

  /** The job as it stands, with the progress of this moment. */
  public Optional<Job> find(JobId id) {
    return engine.find(id).filter(job -> job.owner().equals(owner));
  }

  /** The newest jobs first. */
  public Page<Job> list(Optional<JobStatus> status, int limit, int offset) {
    JobQuery query = query().withLimit(limit).withOffset(offset);
    return list(status.map(query::withStatus).orElse(query));
  }

  /**
   * The newest jobs first.
   *
   * @param query made from {@link #query()}
   */
  public Page<Job> list(JobQuery query) {
    if (!query.owner().equals(owner)) {
      throw new IllegalArgumentException("the query asks for jobs of another owner");
    }
    return ports.database().jobs().list(query);
  }

  /** The newest twenty of this owner's jobs, to be narrowed or widened. */
  public JobQuery query() {
    return JobQuery.of(owner);
  }

  /**
   * Ends a job; a running one stops within two seconds and leaves nothing behind.
   *
   * @return false if it was over already, or is not here
   */
  public boolean cancel(JobId id) {
    return find(id).isPresent() && engine.cancel(id);
  }

  /**
   * Deletes the job's file; the job stays. What another job has written over it stays too: it is
   * that job's.
   *
   * @return where it was; empty if the job has no file, or is not here
   * @throws SluiceException STORE_UNAVAILABLE and the others of the storage: asked again, it goes
   *     on where it stopped
   */
  public Optional<ObjectPath> deleteFile(JobId id) {
    return find(id).isPresent() ? engine.deleteFile(id) : Optional.empty();
  }

  /**
   * Submits a new job for the same request. A job of a batch gives the new one its place there. Of
   * a skipped episode the show is asked anew where its media is.
   *
   * @return empty if the job did not fail, is not here, or has given its place to another already
   * @throws InvalidRequestException if the storage came with the job, since its keys are gone
   * @throws SluiceException EPISODE_MISSING, if a skipped episode has still no media; what the
   *     expansion of its show throws
   */
  public Optional<Job> retry(JobId id) {
    Optional<Job> again = find(id).filter(Job::mayBeRetried).map(this::again);
    Optional<BatchId> batch = again.flatMap(Job::batch);
    if (batch.isPresent()) {
      return engine.batches().replace(batch.get(), List.of(again.get())).stream().findFirst();
    }
    again.ifPresent(job -> engine.submit(NewJobs.of(List.of(job))));
    return again;
  }

  private Job again(Job failed) {
    Job again = failed.resubmitted(new JobId(ports.ids().next()), ports.clock().instant());
    return failed.status() == JobStatus.SKIPPED
        ? again.with(engine.episodes().currentMedia(failed).apply(again.request()))
        : again;
  }

  /** This owner's batches. */
  public TenantBatches batches() {
    return new TenantBatches(owner, engine.batches(), ports.database().batches());
  }

  /**
   * Waits until the job is over, or the time is up.
   *
   * @return the job as it stands then
   * @throws java.util.NoSuchElementException if there is no such job
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public Job await(JobId id, Duration most) throws InterruptedException {
    return new JobCompletion(engine.events(), id, () -> find(id).orElseThrow()).await(most);
  }

  /**
   * The same owner, each of whose submits brings this storage for its jobs alone. Its keys are kept
   * sealed until a job is over and wiped in the move that ends it; so such a job cannot be retried.
   *
   * @throws InvalidRequestException if this Sluice takes no storage with a job
   */
  public Tenant into(BucketConfig settings) {
    ports.storages().requireStorageOfAJob();
    return new Tenant(owner, Optional.of(settings), engine, ports, intake);
  }

  /** The storage that this owner brings. */
  public TenantBuckets storage() {
    return new TenantBuckets(owner, ports);
  }

  /** What this owner may, and has used. */
  public TenantAccount account() {
    return new TenantAccount(owner, ports.database(), ports.clock());
  }

  /** What this owner's receivers are told. */
  public TenantWebhooks webhooks() {
    return new TenantWebhooks(owner, engine, ports);
  }

  /**
   * What lies behind the URL and what the source says of it, found out within this time; nothing is
   * stored.
   *
   * @throws SluiceException SHOW_UNSUPPORTED for a show, JOB_TIMEOUT when the time is up, and
   *     whatever a job for this URL would end with
   */
  public SourceInfo look(SourceUrl url, Duration most) {
    if (engine.expansions().isShow(ShowQuery.of(url))) {
      throw new SluiceException(
          FailureCode.SHOW_UNSUPPORTED,
          "This is a show or an episode's page; give the URL of the media itself");
    }
    return engine.inspect(owner, url, most);
  }
}
