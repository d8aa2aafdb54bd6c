package dev.sluice.core;

import dev.sluice.core.engine.Engine;
import dev.sluice.core.engine.EnginePorts;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.job.JobId;
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
import java.util.function.Consumer;

/**
 * Turns media URLs into finished objects in a storage: the library's front door. Made by {@link
 * #builder()}, running from {@link SluiceBuilder#start()} until {@link #close()}. Thread-safe.
 *
 * <p>The methods here are those of {@link TenantId#LOCAL}; who serves several owners asks {@link
 * #tenant} for each.
 */
public final class Sluice implements AutoCloseable {
  private final Engine engine;
  private final EnginePorts ports;
  private final RequestValidator intake;
  private final Tenant local;

  Sluice(Engine engine, EnginePorts ports) {
    this.engine = engine;
    this.ports = ports;
    this.intake = new RequestValidator(ports, engine.expansions());
    this.local = tenant(TenantId.LOCAL);
  }

  /** Takes the adapters; {@link SluiceBuilder#start()} says which are missing. */
  public static SluiceBuilder builder() {
    return new SluiceBuilder();
  }

  /** Sluice as this owner sees it. */
  public Tenant tenant(TenantId owner) {
    return new Tenant(owner, engine, ports, intake);
  }

  /** See {@link Tenant#submit}. */
  public Job submit(JobRequest request) {
    return local.submit(request);
  }

  /** See {@link Tenant#accept}. */
  public SubmitResult accept(JobRequest request, ShowOptions options, boolean paused) {
    return local.accept(request, options, paused);
  }

  /** See {@link Tenant#find}. */
  public Optional<Job> find(JobId id) {
    return local.find(id);
  }

  /** See {@link Tenant#list}. */
  public Page<Job> list(Optional<JobStatus> status, int limit, int offset) {
    return local.list(status, limit, offset);
  }

  /** See {@link Tenant#await}. */
  public Job await(JobId id, Duration most) throws InterruptedException {
    return local.await(id, most);
  }

  /** See {@link Tenant#cancel}. */
  public boolean cancel(JobId id) {
    return local.cancel(id);
  }

  /** See {@link Tenant#retry}. */
  public Optional<Job> retry(JobId id) {
    return local.retry(id);
  }

  /**
   * What lies behind the URL; nothing is stored.
   *
   * @throws dev.sluice.core.failure.SluiceException with the code of what went wrong
   */
  public MediaInfo probe(SourceUrl url) {
    return engine.probe(url, StageMonitor.none());
  }

  /** See {@link Tenant#look}. */
  public SourceInfo look(SourceUrl url, Duration most) {
    return local.look(url, most);
  }

  /**
   * Tells the listener what happens to jobs in this process, whoever owns them. It runs in the
   * engine's threads, so it is to be quick; what it throws is logged.
   *
   * @return closing it ends the telling
   */
  public Registration onEvent(Consumer<JobEvent> listener) {
    return engine.events().listen(listener);
  }

  /**
   * Tells the listener which submits of this process a limit of their owner forbade:
   * QUOTA_EXCEEDED, QUEUE_FULL. It runs in the submitting thread, so it is to be quick.
   *
   * @return closing it ends the telling
   */
  public Registration onRefusal(Consumer<FailureCode> listener) {
    return engine.rejections().listen(listener);
  }

  /**
   * A link by which anybody can read the job's object until it expires. Empty when it has none, or
   * lies in a storage that nobody here can open any more; the link to an object in a storage that
   * came with the job was signed at the job's end, for 24 hours.
   */
  public Optional<URI> link(Job job, Duration validity) {
    return links(job, validity).stream().findFirst();
  }

  /**
   * The same, and after it a link to each thing that lies beside the object, in the order of {@link
   * dev.sluice.core.job.Artifact#paths}.
   */
  public List<URI> links(Job job, Duration validity) {
    return ports.storages().links(job, validity);
  }

  /**
   * Returns if the job store and the storage would take a job right now.
   *
   * @throws dev.sluice.core.failure.SluiceException with a sentence that says what to do
   */
  public void check() {
    ports.database().jobs().check();
    ports.storages().own().check();
  }

  /**
   * Stops claiming, hands running jobs back to the queue (a store in memory forgets them), and
   * waits a few seconds for what must end. Closes none of the adapters: who opened them closes
   * them.
   */
  @Override
  public void close() {
    engine.close();
  }
}
