package dev.sluice.core;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.engine.Engine;
import dev.sluice.core.engine.EnginePorts;
import dev.sluice.core.engine.show.EpisodeJobs;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.port.show.ShowExpander.ShowQuery;
import dev.sluice.core.port.store.IdempotencyStore.StoredResponse;
import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.core.request.Folder;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ShowOptions;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Checks the requests of one tenant, makes its jobs, and stores them together. Thread-safe. */
final class JobSubmitter {
  /** For submits without an idempotency key. */
  static final Function<SubmitResult, Optional<StoredResponse>> NO_RESPONSE =
      result -> Optional.empty();

  private final TenantId tenant;
  private final Optional<BucketConfig> bucket;
  private final Engine engine;
  private final EnginePorts ports;
  private final RequestValidator validator;

  /**
   * @param bucket the bucket that comes with each job, if any
   */
  JobSubmitter(
      TenantId tenant,
      Optional<BucketConfig> bucket,
      Engine engine,
      EnginePorts ports,
      RequestValidator validator) {
    this.tenant = tenant;
    this.bucket = bucket;
    this.engine = engine;
    this.ports = ports;
    this.validator = validator;
  }

  /** Makes one job, for a media URL or for one episode of a show. */
  Job one(JobRequest request) {
    engine.requireOpen();
    validator.check(request);
    ShowQuery query = ShowQuery.of(request.url());
    if (!engine.expansions().isShow(query)) {
      return single(job(request, ports.clock().instant()), NO_RESPONSE).job();
    }
    Show show = expanded(query);
    if (show.kind() != Show.Kind.EPISODE) {
      throw new SluiceException(
          FailureCode.SHOW_UNSUPPORTED,
          String.format(
              Locale.ROOT,
              "This is a show with %d episodes, but one job was requested; give the URL of one"
                  + " episode",
              show.episodes().size()));
    }
    return single(episode(query, show, ShowOptions.ALL, request), NO_RESPONSE).job();
  }

  /** Makes one job, or the batch of a show. */
  SubmitResult any(
      JobRequest request,
      ShowOptions options,
      Batch.Start start,
      Function<SubmitResult, Optional<StoredResponse>> response) {
    engine.requireOpen();
    validator.check(request);
    ShowQuery query = new ShowQuery(request.url(), options.feed());
    if (!engine.expansions().isShow(query)) {
      return alone(job(request, ports.clock().instant()), start, response);
    }
    Show show = expanded(query);
    if (show.kind() == Show.Kind.EPISODE) {
      return alone(episode(query, show, options, request), start, response);
    }
    Instant now = ports.clock().instant();
    List<Job> jobs = EpisodeJobs.of(query, show, options, request, one -> job(one, now));
    Batch batch =
        batch(Optional.of(request.url()), request.folder(), request.webhook(), now, start);
    SubmitResult.Origin origin =
        show.kind() == Show.Kind.PLAYLIST ? SubmitResult.Origin.PLAYLIST : SubmitResult.Origin.SHOW;
    return together(batch, jobs, origin, response);
  }

  private Show expanded(ShowQuery query) {
    // Rejects at once: expanding a show may take half a minute.
    engine.requireRoom(tenant);
    return engine.expansions().expand(query);
  }

  private Job episode(ShowQuery query, Show show, ShowOptions options, JobRequest request) {
    Instant now = ports.clock().instant();
    List<Job> jobs = EpisodeJobs.of(query, show, options, request, one -> job(one, now));
    requireMedia(show.episodes().get(0));
    return jobs.get(0);
  }

  /** Makes one job. A paused one is the only job of a batch, which starts it. */
  private SubmitResult alone(
      Job job, Batch.Start start, Function<SubmitResult, Optional<StoredResponse>> response) {
    if (start == Batch.Start.IMMEDIATE) {
      return single(job, response);
    }
    // The job announces its end, so the batch needs no webhook.
    Batch batch =
        batch(Optional.empty(), job.request().folder(), Optional.empty(), job.createdAt(), start);
    return together(batch, List.of(job), SubmitResult.Origin.REQUESTS, response);
  }

  /** Makes a batch with a job for each request. */
  SubmitResult.JobBatch several(
      List<JobRequest> requests,
      Batch.Start start,
      Function<SubmitResult, Optional<StoredResponse>> response) {
    engine.requireOpen();
    validator.checkAll(requests);
    Instant now = ports.clock().instant();
    Batch batch =
        batch(
            Optional.empty(),
            shared(requests, JobRequest::folder),
            shared(requests, JobRequest::webhook),
            now,
            start);
    List<Job> jobs = requests.stream().map(request -> job(request, now)).toList();
    return together(batch, jobs, SubmitResult.Origin.REQUESTS, response);
  }

  private SubmitResult.SingleJob single(
      Job job, Function<SubmitResult, Optional<StoredResponse>> response) {
    SubmitResult.SingleJob result = new SubmitResult.SingleJob(job);
    engine.submit(new NewJobs(result.jobs(), response.apply(result)));
    return result;
  }

  private SubmitResult.JobBatch together(
      Batch batch,
      List<Job> jobs,
      SubmitResult.Origin origin,
      Function<SubmitResult, Optional<StoredResponse>> response) {
    NewJobs whole = engine.batches().submission(batch, jobs);
    SubmitResult.JobBatch result = new SubmitResult.JobBatch(batch, whole.jobs(), origin);
    engine.submit(whole.withResponse(response.apply(result)));
    return result;
  }

  private Job job(JobRequest request, Instant now) {
    Job job = Job.submitted(new JobId(ports.ids().next()), tenant, request, now);
    return bucket.map(settings -> ports.storages().withStorage(job, settings)).orElse(job);
  }

  private Batch batch(
      Optional<SourceUrl> show,
      Optional<Folder> folder,
      Optional<WebhookTarget> webhook,
      Instant now,
      Batch.Start start) {
    return new Batch(
        new BatchId(ports.ids().next()),
        tenant,
        show,
        folder,
        webhook,
        now,
        start == Batch.Start.PAUSED ? Optional.empty() : Optional.of(now));
  }

  private static <T> Optional<T> shared(
      List<JobRequest> requests, Function<JobRequest, Optional<T>> part) {
    List<Optional<T>> all = requests.stream().map(part).distinct().toList();
    return all.size() == 1 ? all.get(0) : Optional.empty();
  }

  private static void requireMedia(ShowEpisode episode) {
    if (episode.unavailableReason().isPresent()) {
      throw new SluiceException(FailureCode.EPISODE_MISSING, episode.unavailableReason().get());
    }
  }
}
