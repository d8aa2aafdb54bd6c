package dev.sluice.core;

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
import dev.sluice.core.port.show.ShowExpander.ShowQuery;
import dev.sluice.core.port.store.IdempotencyStore;
import dev.sluice.core.port.store.IdempotencyStore.StoredResponse;
import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.ShowOptions;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.IdempotencyKey;
import dev.sluice.core.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A view of Sluice for one tenant: it gives access to the jobs of that tenant only. Cheap to create
 * and without state of its own. Thread-safe.
 */
public final class Tenant {
  private final TenantId id;
  private final Engine engine;
  private final EnginePorts ports;
  private final RequestValidator validator;
  private final JobSubmitter submitter;
  private final JobCompletions completions;

  Tenant(
      TenantId id,
      Engine engine,
      EnginePorts ports,
      RequestValidator validator,
      JobCompletions completions) {
    this(id, Optional.empty(), engine, ports, validator, completions);
  }

  private Tenant(
      TenantId id,
      Optional<BucketConfig> bucket,
      Engine engine,
      EnginePorts ports,
      RequestValidator validator,
      JobCompletions completions) {
    this.id = id;
    this.engine = engine;
    this.ports = ports;
    this.validator = validator;
    this.completions = completions;
    this.submitter = new JobSubmitter(id, bucket, engine, ports, validator);
  }

  /** Returns the id of this tenant. */
  public TenantId id() {
    return id;
  }

  /**
   * Submits a request for one media URL, or for one episode of a show. When this returns, the job
   * is stored; it runs as soon as a worker is free.
   *
   * @throws InvalidRequestException with every rule that the request breaks
   * @throws SluiceException SHOW_UNSUPPORTED for a show with several episodes; QUEUE_FULL,
   *     QUOTA_EXCEEDED; STORE_UNAVAILABLE
   * @throws IllegalStateException if Sluice is closed
   */
  public Job submit(JobRequest request) {
    return submitter.one(request);
  }

  /**
   * Submits a request for a media URL, an episode, a show or a playlist. Media and episodes become
   * one job; shows and playlists become a batch with a job for each episode. All jobs are stored
   * when this returns, or none if it throws. Waits for a show up to {@link
   * SluiceBuilder#expandTimeout}.
   *
   * @param options select the episodes of a show; ignored for anything else
   * @throws InvalidRequestException with every rule that the request breaks
   * @throws SluiceException SHOW_TIMEOUT with the time after which to ask again; the failures of
   *     {@link dev.sluice.core.port.show.ShowExpander#expand}; QUEUE_FULL, QUOTA_EXCEEDED;
   *     STORE_UNAVAILABLE
   * @throws IllegalStateException if Sluice is closed
   */
  public SubmitResult submit(JobRequest request, ShowOptions options) {
    return submit(request, options, BatchStart.IMMEDIATE);
  }

  /**
   * Submits a request for a media URL, an episode, a show or a playlist; see {@link
   * #submit(JobRequest, ShowOptions)}.
   *
   * @param start when the jobs of a batch may run; a single job cannot be paused
   */
  public SubmitResult submit(JobRequest request, ShowOptions options, BatchStart start) {
    return submit(request, options, start, JobSubmitter.NO_RESPONSE);
  }

  SubmitResult submit(
      JobRequest request,
      ShowOptions options,
      BatchStart start,
      Function<SubmitResult, Optional<StoredResponse>> response) {
    return submitter.any(request, options, start, response);
  }

  /** Begins a submit without an idempotency key, for callers whose requests may lack one. */
  public IdempotentSubmit beginSubmit() {
    return IdempotentSubmit.withoutKey(this, ports.database().idempotency(), ports.clock());
  }

  /**
   * Begins a submit that makes its jobs once, even if it is repeated. For 24 hours, a submit with
   * the same key and fingerprint returns the response to the first one.
   *
   * @param fingerprint identifies the content of the request: equal for equal requests; 1 to 64
   *     characters
   * @throws SluiceException KEY_IN_USE while the first submit is in progress; KEY_REUSED if the key
   *     was used with another fingerprint
   */
  public IdempotentSubmit beginSubmit(IdempotencyKey key, String fingerprint) {
    IdempotencyStore.Claim claim =
        new IdempotencyStore.Claim(id, key, fingerprint, ports.ids().next());
    return IdempotentSubmit.withKey(this, ports.database().idempotency(), ports.clock(), claim);
  }

  /**
   * Submits several requests, all or none of them, as one batch. When this returns, all jobs are
   * stored. A folder or webhook that all requests share also becomes that of the batch.
   *
   * @param requests at least one
   * @return the jobs in the order of the requests
   * @throws InvalidRequestException with a violation for each rule that any of them breaks, each
   *     with the index of its request; the URL of a show is a violation
   * @throws SluiceException QUEUE_FULL, QUOTA_EXCEEDED; STORE_UNAVAILABLE
   * @throws IllegalStateException if Sluice is closed
   */
  public SubmitResult.JobBatch submitAll(List<JobRequest> requests) {
    return submitAll(requests, BatchStart.IMMEDIATE);
  }

  /**
   * Submits several requests as one batch; see {@link #submitAll(List)}.
   *
   * @param start when the jobs may run
   */
  public SubmitResult.JobBatch submitAll(List<JobRequest> requests, BatchStart start) {
    return submitAll(requests, start, JobSubmitter.NO_RESPONSE);
  }

  SubmitResult.JobBatch submitAll(
      List<JobRequest> requests,
      BatchStart start,
      Function<SubmitResult, Optional<StoredResponse>> response) {
    return submitter.several(requests, start, response);
  }

  /**
   * Returns a violation for each rule that the request breaks, for callers that report them
   * together with other violations. If the list is empty, {@link #submit} may still reject a show.
   */
  public List<InvalidRequestException.Violation> violations(JobRequest request) {
    return validator.violations(request);
  }

  /**
   * Returns a violation for each rule that the request breaks as one of several requests of {@link
   * #submitAll(List)}, without its index.
   */
  public List<InvalidRequestException.Violation> violationsAmongOthers(JobRequest request) {
    return validator.violationsAmongOthers(request);
  }

  /** Returns the job with its current progress; empty if this tenant has no such job. */
  public Optional<Job> find(JobId job) {
    return engine.find(job).filter(found -> found.tenant().equals(id));
  }

  /** Returns jobs, newest first. */
  public Page<Job> list(int limit, int offset) {
    return list(query().withLimit(limit).withOffset(offset));
  }

  /** Returns jobs of one status, newest first. */
  public Page<Job> list(JobStatus status, int limit, int offset) {
    return list(query().withLimit(limit).withOffset(offset).withStatus(status));
  }

  /**
   * Returns jobs, newest first.
   *
   * @param query made from {@link #query()}
   */
  public Page<Job> list(JobQuery query) {
    if (!query.tenant().equals(id)) {
      throw new IllegalArgumentException("the query asks for jobs of another tenant");
    }
    return ports.database().jobs().list(query);
  }

  /** Returns a query for the newest twenty jobs of this tenant, to be narrowed or widened. */
  public JobQuery query() {
    return JobQuery.of(id);
  }

  /**
   * Cancels a job. A running job stops within two seconds and leaves nothing behind.
   *
   * @return false if the job is already over, or this tenant has no such job
   */
  public boolean cancel(JobId job) {
    return find(job).isPresent() && engine.cancel(job);
  }

  /**
   * Deletes the job's file and keeps the job. A file that another job has overwritten stays.
   *
   * @return the path of the deleted file; empty if the job has no file, or this tenant has no such
   *     job
   * @throws SluiceException STORE_UNAVAILABLE and other failures of the storage; a repeated call
   *     continues where this one stopped
   */
  public Optional<ObjectPath> deleteFile(JobId job) {
    return find(job).isPresent() ? engine.deleteFile(job) : Optional.empty();
  }

  /**
   * Submits a new job for the same request. The new job takes over the slot of a job of a batch.
   * For a skipped episode, the show is expanded again to find its media.
   *
   * @return the new job; empty if the job did not fail, was retried before as part of a batch, or
   *     this tenant has no such job
   * @throws InvalidRequestException if the bucket came with the job, since its keys are gone
   * @throws SluiceException EPISODE_MISSING if a skipped episode still has no media; the failures
   *     of expanding its show
   * @throws IllegalStateException if Sluice is closed
   */
  public Optional<Job> retry(JobId job) {
    engine.requireOpen();
    Optional<Job> again = find(job).filter(Job::mayBeRetried).map(this::again);
    Optional<BatchId> batch = again.flatMap(Job::batch);
    if (batch.isPresent()) {
      return engine.batches().replace(batch.get(), List.of(again.get())).stream().findFirst();
    }
    again.ifPresent(next -> engine.submit(NewJobs.of(List.of(next))));
    return again;
  }

  private Job again(Job failed) {
    Job again = failed.resubmitted(new JobId(ports.ids().next()), ports.clock().instant());
    return failed.status() == JobStatus.SKIPPED
        ? again.with(engine.episodes().currentMedia(failed).apply(again.request()))
        : again;
  }

  /** Returns this tenant's batches. */
  public TenantBatches batches() {
    return new TenantBatches(id, engine.batches(), ports.database().batches());
  }

  /**
   * Waits until the job is over, in any process.
   *
   * @param timeout how long to wait, counted from the call
   * @return the ended job; empty if the time runs out first
   * @throws java.util.NoSuchElementException if there is no such job
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public Optional<Job> await(JobId job, Duration timeout) throws InterruptedException {
    return new JobAwaiter(
            engine.events(), job, () -> find(job).orElseThrow(), SystemDefaults::nanoTime)
        .await(timeout);
  }

  /**
   * Returns a future that completes with the job when it is over, in any process. It completes
   * exceptionally with {@link java.util.NoSuchElementException} if there is no such job, and with
   * {@link IllegalStateException} if Sluice is closed before the job ends. Cancelling the future
   * does not cancel the job.
   */
  public CompletableFuture<Job> completion(JobId job) {
    return completions.of(job, () -> find(job));
  }

  /**
   * Returns a view of the same tenant whose submits use this bucket, for their jobs alone. The
   * bucket's keys are stored sealed and deleted by the move that ends the job; such a job cannot be
   * retried.
   *
   * @throws InvalidRequestException if this Sluice does not accept buckets with jobs
   */
  public Tenant withBucket(BucketConfig settings) {
    ports.storages().requireStorageOfAJob();
    return new Tenant(id, Optional.of(settings), engine, ports, validator, completions);
  }

  /** Returns the bucket that this tenant brings. */
  public TenantBuckets buckets() {
    return new TenantBuckets(id, ports);
  }

  /** Returns this tenant's quota and usage. */
  public TenantAccount account() {
    return new TenantAccount(id, ports.database(), ports.clock());
  }

  /** Returns this tenant's webhooks. */
  public TenantWebhooks webhooks() {
    return new TenantWebhooks(id, engine, ports);
  }

  /**
   * Inspects the source at the URL: its media, and the metadata that the source gives. Stores
   * nothing.
   *
   * @param timeout how long the inspection may take
   * @throws SluiceException SHOW_UNSUPPORTED for a show, JOB_TIMEOUT if the time runs out, and the
   *     failures with which a job for this URL would end
   */
  public SourceInfo inspect(SourceUrl url, Duration timeout) {
    if (engine.expansions().isShow(ShowQuery.of(url))) {
      throw new SluiceException(
          FailureCode.SHOW_UNSUPPORTED,
          "This is a show or an episode's page; give the URL of the media itself");
    }
    return engine.inspect(id, url, timeout);
  }
}
