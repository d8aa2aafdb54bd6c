package dev.sluice.core;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.engine.BatchOperations;
import dev.sluice.core.engine.Engine;
import dev.sluice.core.engine.EnginePorts;
import dev.sluice.core.engine.destination.StorageResolver;
import dev.sluice.core.engine.webhook.WebhookSecrets;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobPlan;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Page;
import dev.sluice.core.job.Progress.Step;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.artifact.ArtifactStoreFactory;
import dev.sluice.core.port.media.SourceInfo;
import dev.sluice.core.port.show.ShowExpander.ShowQuery;
import dev.sluice.core.port.store.BatchStore;
import dev.sluice.core.port.store.Database;
import dev.sluice.core.port.store.IdempotencyStore;
import dev.sluice.core.port.store.IdempotencyStore.StoredResponse;
import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.core.port.store.TenantBucketStore.TenantBucket;
import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.RequestField;
import dev.sluice.core.request.ShowOptions;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.BucketId;
import dev.sluice.core.tenant.IdempotencyKey;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.core.tenant.Usage;
import dev.sluice.core.tenant.Usage.DailyUsage;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
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
   * SluiceBuilder#showTimeout}.
   *
   * @param options select the episodes of a show; ignored for anything else
   * @throws InvalidRequestException with every rule that the request breaks
   * @throws SluiceException SHOW_TIMEOUT with the time after which to ask again; the failures of
   *     {@link dev.sluice.core.port.show.ShowExpander#expand}; QUEUE_FULL, QUOTA_EXCEEDED;
   *     STORE_UNAVAILABLE
   * @throws IllegalStateException if Sluice is closed
   */
  public SubmitResult submit(JobRequest request, ShowOptions options) {
    return submit(request, options, Batch.Start.IMMEDIATE);
  }

  /**
   * Submits a request for a media URL, an episode, a show or a playlist; see {@link
   * #submit(JobRequest, ShowOptions)}.
   *
   * @param start when the jobs may run; a single job that is paused becomes a batch of one
   */
  public SubmitResult submit(JobRequest request, ShowOptions options, Batch.Start start) {
    return submit(request, options, start, JobSubmitter.NO_RESPONSE);
  }

  SubmitResult submit(
      JobRequest request,
      ShowOptions options,
      Batch.Start start,
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
        new IdempotencyStore.Claim(id, key.hashed(), fingerprint, ports.ids().next());
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
    return submitAll(requests, Batch.Start.IMMEDIATE);
  }

  /**
   * Submits several requests as one batch; see {@link #submitAll(List)}.
   *
   * @param start when the jobs may run
   */
  public SubmitResult.JobBatch submitAll(List<JobRequest> requests, Batch.Start start) {
    return submitAll(requests, start, JobSubmitter.NO_RESPONSE);
  }

  SubmitResult.JobBatch submitAll(
      List<JobRequest> requests,
      Batch.Start start,
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
   * For a skipped episode, the show is expanded again to find its media. A job is retried once: a
   * repeated call returns the job of the first. If that one failed, too, retry that one.
   *
   * @return the job that retries this one; empty if the job did not fail, or this tenant has no
   *     such job
   * @throws InvalidRequestException if the bucket came with the job, since its keys are gone
   * @throws SluiceException EPISODE_MISSING if a skipped episode still has no media; the failures
   *     of expanding its show
   * @throws IllegalStateException if Sluice is closed
   */
  public Optional<Job> retry(JobId job) {
    engine.requireOpen();
    Optional<Job> failed = find(job).filter(Job::mayBeRetried);
    return failed.isEmpty() ? failed : find(job.ofRetry()).or(() -> retried(failed.get()));
  }

  private Optional<Job> retried(Job failed) {
    Job again = again(failed);
    if (again.batch().isPresent()) {
      return engine.batches().replace(again.batch().get(), List.of(again)).stream()
          .findFirst()
          .or(() -> find(again.id()));
    }
    try {
      engine.submit(NewJobs.of(List.of(again)));
      return Optional.of(again);
    } catch (IllegalArgumentException e) {
      // Another call has just made the job.
      return Optional.of(find(again.id()).orElseThrow(() -> e));
    }
  }

  private Job again(Job failed) {
    Job again = failed.resubmitted(failed.id().ofRetry(), ports.clock().instant());
    return failed.status() == JobStatus.SKIPPED
        ? again.with(engine.episodes().currentMedia(failed).apply(again.request()))
        : again;
  }

  /** Returns this tenant's batches. */
  public Batches batches() {
    return new Batches(id, engine.batches(), ports.database().batches());
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
  public Buckets buckets() {
    return new Buckets(id, ports);
  }

  /** Returns this tenant's quota and usage. */
  public Account account() {
    return new Account(id, ports.database(), ports.clock());
  }

  /** Returns this tenant's webhooks. */
  public Webhooks webhooks() {
    return new Webhooks(id, engine, ports);
  }

  /**
   * Returns what a job for this request would make, within a minute; see {@link #plan(JobRequest,
   * Duration)}.
   */
  public JobPlan plan(JobRequest request) {
    return plan(request, Duration.ofMinutes(1));
  }

  /**
   * Returns what a job for this request would make: which streams are copied, encoded or dropped
   * and why, the size, and the rules and limits that it breaks. Opens the source and reads its
   * beginning, but stores nothing. The source of an invalid request is not opened.
   *
   * @param timeout how long this may take
   * @throws SluiceException SHOW_UNSUPPORTED for a show, JOB_TIMEOUT if the time runs out, and the
   *     failures of opening the source and of reading its bytes
   */
  public JobPlan plan(JobRequest request, Duration timeout) {
    requireNoShow(request.url());
    List<InvalidRequestException.Violation> violations = validator.violations(request);
    return violations.isEmpty() ? engine.plan(id, request, timeout) : JobPlan.invalid(violations);
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
    requireNoShow(url);
    return engine.inspect(id, url, timeout);
  }

  private void requireNoShow(SourceUrl url) {
    if (engine.expansions().isShow(ShowQuery.of(url))) {
      throw new SluiceException(
          FailureCode.SHOW_UNSUPPORTED,
          "This is a show or an episode's page; give the URL of the media itself");
    }
  }

  /**
   * The quota and the usage of one tenant; see {@link Tenant#account}. Each call reads the current
   * values and is quick, however many jobs there are. Thread-safe.
   */
  public static final class Account {
    private final TenantId tenant;
    private final Database database;
    private final InstantSource clock;

    Account(TenantId tenant, Database database, InstantSource clock) {
      this.tenant = tenant;
      this.database = database;
      this.clock = clock;
    }

    /** Returns the resources that the tenant's jobs have used so far. */
    public Usage usage() {
      return database.usage().usage(tenant);
    }

    /** Returns how many jobs the tenant has submitted so far, including those that were deleted. */
    public long submitted() {
      return database.usage().submitted(tenant);
    }

    /** Returns the limits that the operator has set. */
    public TenantQuota quota() {
      return database.keys().quota(tenant);
    }

    /**
     * Returns the usage of each of the last days, including today in UTC, oldest first.
     *
     * @param number how many days, 1 or more
     */
    public List<DailyUsage> days(int number) {
      LocalDate today = DailyUsage.dayOf(clock.instant());
      return database.usage().days(tenant, today.minusDays(number - 1L), today);
    }

    /** Counts the running jobs by step; steps without a job are left out. */
    public Map<Step, Long> running() {
      return database.usage().running(tenant);
    }

    /** Counts the tenant's jobs by status; a status without jobs may be absent. */
    public Map<JobStatus, Long> counts() {
      return database.jobs().counts(tenant);
    }
  }

  /**
   * The batches of one tenant; batches of other tenants are treated as absent. {@link
   * Tenant#submitAll} and submits of shows make them. Thread-safe.
   */
  public static final class Batches {
    private final TenantId tenant;
    private final BatchOperations batches;
    private final BatchStore store;

    Batches(TenantId tenant, BatchOperations batches, BatchStore store) {
      this.tenant = tenant;
      this.batches = batches;
      this.store = store;
    }

    /** Returns the batch; empty if this tenant has no such batch. */
    public Optional<Batch> find(BatchId id) {
      return store.find(id).filter(batch -> batch.tenant().equals(tenant));
    }

    /** Returns the batch's slots, in order; an empty list if this tenant has no such batch. */
    public List<Batch.Slot> slots(BatchId id) {
      return isHere(id) ? store.slots(id) : List.of();
    }

    /**
     * Returns batches, newest first.
     *
     * @param limit 1 or more
     */
    public Page<Batch.Summary> list(int limit, int offset) {
      return store.list(tenant, limit, offset);
    }

    /**
     * Starts a paused batch, so that its jobs may run.
     *
     * @return the number of jobs started; empty if the batch is not paused, or this tenant has no
     *     such batch
     * @throws dev.sluice.core.failure.SluiceException QUEUE_FULL
     */
    public Optional<Integer> start(BatchId id) {
      return isHere(id) ? batches.start(id) : Optional.empty();
    }

    /**
     * Renames the results of jobs of a paused batch, as far as possible.
     *
     * @param names the new names, without extension
     * @return for each job that was not renamed, a sentence that says why
     */
    public Map<JobId, String> rename(BatchId id, Map<JobId, String> names) {
      return isHere(id) ? batches.rename(id, names) : Map.of();
    }

    /**
     * Cancels all jobs of the batch that are not over.
     *
     * @return the number of jobs cancelled
     */
    public int cancel(BatchId id) {
      return isHere(id) ? batches.cancel(id) : 0;
    }

    /**
     * Retries the failed jobs of the batch; new jobs take over their slots.
     *
     * @return the new jobs
     * @throws dev.sluice.core.failure.SluiceException QUEUE_FULL
     */
    public List<Job> retry(BatchId id) {
      return isHere(id) ? batches.retry(id) : List.of();
    }

    private boolean isHere(BatchId id) {
      return find(id).isPresent();
    }
  }

  /**
   * The bucket that one tenant brings: its future jobs store their objects there instead of in the
   * default storage. Jobs that were submitted before use the storage they were submitted with.
   * Cheap to create and without state of its own. Thread-safe.
   */
  public static final class Buckets {
    private final TenantId tenant;
    private final EnginePorts ports;
    private final StorageResolver storages;

    Buckets(TenantId tenant, EnginePorts ports) {
      this.tenant = tenant;
      this.ports = ports;
      this.storages = ports.storages();
    }

    /**
     * Tests a bucket: writes a small object to it, and deletes the object.
     *
     * @throws dev.sluice.core.failure.SluiceException with the reason, if this fails
     */
    public void tryOut(BucketConfig settings) {
      ArtifactStoreFactory opener =
          storages
              .others()
              .orElseThrow(
                  () ->
                      new InvalidRequestException(
                          RequestField.STORAGE, "This Sluice opens no storage but its own"));
      opener.tryOut(
          settings, ObjectPath.of(settings.objectPrefix() + "sluice-check-" + ports.ids().next()));
    }

    /**
     * Sets the tenant's bucket without testing it; see {@link #tryOut}. When this returns, the
     * settings are stored.
     */
    public void set(BucketConfig settings) {
      storages
          .tenants()
          .set(
              new TenantBucket(
                  new BucketId(ports.ids().next()), tenant, settings, ports.clock().instant()));
    }

    /** Returns the bucket that was set last; empty while jobs go to the default storage. */
    public Optional<TenantBucket> current() {
      return storages.tenants().current(tenant);
    }

    /**
     * Sends future jobs to the default storage again.
     *
     * @return false if they already go there
     */
    public boolean reset() {
      return storages
          .tenants()
          .reset(tenant, new BucketId(ports.ids().next()), ports.clock().instant());
    }
  }

  /** The webhooks of one tenant; see {@link Tenant#webhooks}. Thread-safe. */
  public static final class Webhooks {
    private final TenantId tenant;
    private final Engine engine;
    private final EnginePorts ports;

    Webhooks(TenantId tenant, Engine engine, EnginePorts ports) {
      this.tenant = tenant;
      this.engine = engine;
      this.ports = ports;
    }

    /**
     * Notifies the job's webhook again of the end of the job, whether or not it was notified
     * before.
     *
     * @return false if the job is not over, has no webhook, or this tenant has no such job
     */
    public boolean redeliver(JobId id) {
      return found(id).map(engine::redeliver).orElse(false);
    }

    /** Returns the secret that webhooks are signed with; it is made on first use. */
    public Secret secret() {
      return ports
          .database()
          .keys()
          .webhookSecret(tenant, () -> WebhookSecrets.create(ports.random()));
    }

    /**
     * Replaces the secret. Everything sent from now on is signed with the new one, including
     * repeated deliveries.
     *
     * @return the new secret
     */
    public Secret rotateSecret() {
      Secret fresh = WebhookSecrets.create(ports.random());
      ports.database().keys().rotateWebhookSecret(tenant, fresh);
      return fresh;
    }

    /** Returns the notifications about the job, delivered or not, oldest first. */
    public List<Notification> about(JobId id) {
      return found(id).map(this::about).orElse(List.of());
    }

    /** Returns the notifications about a job that {@link Tenant#find} returned. */
    public List<Notification> about(Job job) {
      boolean hasWebhook = job.tenant().equals(tenant) && job.request().webhook().isPresent();
      return hasWebhook ? ports.database().outbox().about(job.id()) : List.of();
    }

    private Optional<Job> found(JobId id) {
      return engine.find(id).filter(job -> job.tenant().equals(tenant));
    }
  }
}
