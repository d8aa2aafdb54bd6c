package dev.sluice.core.job;

import dev.sluice.core.request.JobRequest;
import dev.sluice.core.tenant.TenantId;
import java.time.Instant;
import java.util.Optional;

/** Builds a job field by field; {@link #build()} checks it. Not thread-safe. */
public final class JobBuilder {
  private final JobId id;
  private final TenantId owner;
  private final Instant createdAt;
  private JobRequest request;
  private Optional<BatchId> batch;
  private Optional<JobId> retryOf;
  private JobStatus status;
  private int attempt;
  private int deaths;
  private long version;
  private Instant dueAt;
  private Optional<Instant> startedAt;
  private Optional<Instant> finishedAt;
  private Optional<Lease> lease;
  private Progress progress;
  private SourceSummary source;
  private Optional<Artifact> artifact;
  private Optional<JobFailure> failure;
  private Timings timings;
  private Optional<JobDestination> storage;
  private Optional<Episode> episode;

  JobBuilder(Job job) {
    id = job.id();
    owner = job.owner();
    request = job.request();
    createdAt = job.createdAt();
    batch = job.batch();
    retryOf = job.retryOf();
    status = job.status();
    attempt = job.attempt();
    deaths = job.deaths();
    version = job.version();
    dueAt = job.dueAt();
    startedAt = job.startedAt();
    finishedAt = job.finishedAt();
    lease = job.lease();
    progress = job.progress();
    source = job.source();
    artifact = job.artifact();
    failure = job.failure();
    timings = job.timings();
    storage = job.storage();
    episode = job.episode();
  }

  JobBuilder request(JobRequest value) {
    request = value;
    return this;
  }

  public JobBuilder batch(Optional<BatchId> value) {
    batch = value;
    return this;
  }

  public JobBuilder retryOf(Optional<JobId> value) {
    retryOf = value;
    return this;
  }

  public JobBuilder status(JobStatus value) {
    status = value;
    return this;
  }

  public JobBuilder attempt(int value) {
    attempt = value;
    return this;
  }

  public JobBuilder deaths(int value) {
    deaths = value;
    return this;
  }

  public JobBuilder version(long value) {
    version = value;
    return this;
  }

  public JobBuilder dueAt(Instant value) {
    dueAt = value;
    return this;
  }

  public JobBuilder startedAt(Optional<Instant> value) {
    startedAt = value;
    return this;
  }

  public JobBuilder finishedAt(Optional<Instant> value) {
    finishedAt = value;
    return this;
  }

  public JobBuilder lease(Optional<Lease> value) {
    lease = value;
    return this;
  }

  public JobBuilder progress(Progress value) {
    progress = value;
    return this;
  }

  public JobBuilder source(SourceSummary value) {
    source = value;
    return this;
  }

  public JobBuilder artifact(Optional<Artifact> value) {
    artifact = value;
    return this;
  }

  public JobBuilder failure(Optional<JobFailure> value) {
    failure = value;
    return this;
  }

  public JobBuilder timings(Timings value) {
    timings = value;
    return this;
  }

  public JobBuilder storage(Optional<JobDestination> value) {
    storage = value;
    return this;
  }

  public JobBuilder episode(Optional<Episode> value) {
    episode = value;
    return this;
  }

  public Job build() {
    return new Job(
        id,
        owner,
        request,
        batch,
        retryOf,
        status,
        attempt,
        deaths,
        version,
        createdAt,
        dueAt,
        startedAt,
        finishedAt,
        lease,
        progress,
        source,
        artifact,
        failure,
        timings,
        storage,
        episode);
  }
}
