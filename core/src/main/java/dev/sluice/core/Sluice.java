package dev.sluice.core;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.engine.Engine;
import dev.sluice.core.engine.EnginePorts;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.EngineStatus;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobPlan;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Page;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.SourceInfo;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.StageMonitor.Registration;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ShowOptions;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.TenantId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The library's entry point: turns media URLs into finished objects in a storage. Built with {@link
 * #builder()}, it runs from {@link SluiceBuilder#start()} until {@link #close()}. Thread-safe.
 *
 * <p>The methods of this class act for the tenant {@link TenantId#LOCAL}. A service with several
 * tenants calls {@link #tenant} for each of them.
 */
public final class Sluice implements AutoCloseable {
  private final Engine engine;
  private final EnginePorts ports;
  private final RequestValidator validator;
  private final JobCompletions completions;
  private final Tenant local;

  Sluice(Engine engine, EnginePorts ports) {
    this.engine = engine;
    this.ports = ports;
    this.validator = new RequestValidator(ports, engine.expansions());
    this.completions = new JobCompletions(engine.events());
    this.local = tenant(TenantId.LOCAL);
  }

  /** Returns a builder; {@link SluiceBuilder#start()} says which adapters are missing. */
  public static SluiceBuilder builder() {
    return new SluiceBuilder();
  }

  /** Returns the view of Sluice for one tenant. */
  public Tenant tenant(TenantId id) {
    return new Tenant(id, engine, ports, validator, completions);
  }

  /** Submits a request for one media URL; see {@link Tenant#submit(JobRequest)}. */
  public Job submit(JobRequest request) {
    return local.submit(request);
  }

  /**
   * Submits a request for a media URL, an episode or a show; see {@link Tenant#submit(JobRequest,
   * ShowOptions)}.
   */
  public SubmitResult submit(JobRequest request, ShowOptions options) {
    return local.submit(request, options);
  }

  /**
   * Submits a request for a media URL, an episode or a show; see {@link Tenant#submit(JobRequest,
   * ShowOptions, Batch.Start)}.
   */
  public SubmitResult submit(JobRequest request, ShowOptions options, Batch.Start start) {
    return local.submit(request, options, start);
  }

  /** Submits several requests as one batch; see {@link Tenant#submitAll(List)}. */
  public SubmitResult.JobBatch submitAll(List<JobRequest> requests) {
    return local.submitAll(requests);
  }

  /** Returns a job; see {@link Tenant#find}. */
  public Optional<Job> find(JobId job) {
    return local.find(job);
  }

  /** Returns jobs, newest first; see {@link Tenant#list(int, int)}. */
  public Page<Job> list(int limit, int offset) {
    return local.list(limit, offset);
  }

  /** Returns jobs of one status, newest first; see {@link Tenant#list(JobStatus, int, int)}. */
  public Page<Job> list(JobStatus status, int limit, int offset) {
    return local.list(status, limit, offset);
  }

  /** Waits until a job is over; see {@link Tenant#await}. */
  public Optional<Job> await(JobId job, Duration timeout) throws InterruptedException {
    return local.await(job, timeout);
  }

  /** Returns a future that completes with a job when it is over; see {@link Tenant#completion}. */
  public CompletableFuture<Job> completion(JobId job) {
    return local.completion(job);
  }

  /** Cancels a job; see {@link Tenant#cancel}. */
  public boolean cancel(JobId job) {
    return local.cancel(job);
  }

  /** Submits a failed job again; see {@link Tenant#retry}. */
  public Optional<Job> retry(JobId job) {
    return local.retry(job);
  }

  /**
   * Returns the format and streams of the media at the URL; stores nothing.
   *
   * @throws dev.sluice.core.failure.SluiceException with the code of the failure
   */
  public MediaInfo probe(SourceUrl url) {
    return engine.probe(url, StageMonitor.none());
  }

  /** Returns what a job for this request would make; see {@link Tenant#plan(JobRequest)}. */
  public JobPlan plan(JobRequest request) {
    return local.plan(request);
  }

  /**
   * Returns what a job for this request would make; see {@link Tenant#plan(JobRequest, Duration)}.
   */
  public JobPlan plan(JobRequest request, Duration timeout) {
    return local.plan(request, timeout);
  }

  /** Inspects the source at the URL; see {@link Tenant#inspect}. */
  public SourceInfo inspect(SourceUrl url, Duration timeout) {
    return local.inspect(url, timeout);
  }

  /**
   * Adds a listener to the events of jobs in this process, of all tenants. It runs in the engine's
   * threads, so it must return quickly; exceptions that it throws are logged.
   *
   * @return closing it removes the listener
   */
  public Registration onEvent(Consumer<JobEvent> listener) {
    return engine.events().listen(listener);
  }

  /**
   * Adds a listener to the submits of this process that are rejected by a limit of their tenant,
   * with QUOTA_EXCEEDED or QUEUE_FULL. It runs in the submitting thread, so it must return quickly.
   *
   * @return closing it removes the listener
   */
  public Registration onRejection(Consumer<FailureCode> listener) {
    return engine.rejections().listen(listener);
  }

  /**
   * Returns a link through which anyone can read the job's object until the link expires. Empty if
   * the job has no artifact, or its storage credentials are gone. For an object in a bucket that
   * came with the job, the link was signed at the end of the job, for 24 hours.
   */
  public Optional<URI> link(Job job, Duration validity) {
    return links(job, validity).stream().findFirst();
  }

  /**
   * Returns the link to the job's object, followed by a link to each of its sidecars, in the order
   * of {@link dev.sluice.core.job.Artifact#paths}.
   */
  public List<URI> links(Job job, Duration validity) {
    return ports.storages().links(job, validity);
  }

  /**
   * Returns what keeps this process from running jobs right now, and what it has deleted because
   * its time was over. Makes no call to the database or the storage.
   */
  public EngineStatus status() {
    return engine.status();
  }

  /**
   * Checks that the database and the default storage can accept a job right now.
   *
   * @throws dev.sluice.core.failure.SluiceException if not, with a sentence that says what to do
   */
  public void check() {
    checkDatabase();
    checkStorage();
  }

  /** Checks the database alone; see {@link #check}. */
  public void checkDatabase() {
    ports.database().jobs().check();
  }

  /** Checks the default storage alone; see {@link #check}. */
  public void checkStorage() {
    ports.storages().own().check();
  }

  /**
   * Stops claiming jobs, releases running jobs to the queue (a database in memory loses them), and
   * waits a few seconds for their attempts to end. Later submits throw {@link
   * IllegalStateException}. Does not close the adapters; the caller that opened them must close
   * them.
   */
  @Override
  public void close() {
    engine.close();
    completions.close();
  }
}
