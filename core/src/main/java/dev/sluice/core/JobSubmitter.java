package dev.sluice.core;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.batch.NewJobs;
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
import dev.sluice.core.port.show.ShowQuery;
import dev.sluice.core.request.Folder;
import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.RequestField;
import dev.sluice.core.request.ShowOptions;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.StoredResponse;
import dev.sluice.core.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** From an owner's requests to its jobs: checked, made, and remembered together. Thread-safe. */
final class JobSubmitter {
  private final TenantId owner;
  private final Optional<BucketConfig> into;
  private final Engine engine;
  private final EnginePorts ports;
  private final RequestValidator intake;

  /**
   * @param into the storage that comes with each job, if one does
   */
  JobSubmitter(
      TenantId owner,
      Optional<BucketConfig> into,
      Engine engine,
      EnginePorts ports,
      RequestValidator intake) {
    this.owner = owner;
    this.into = into;
    this.engine = engine;
    this.ports = ports;
    this.intake = intake;
  }

  /** One job, of a file or of one episode. */
  Job one(JobRequest request) {
    SubmitResult accepted = accept(request, ShowOptions.ALL, false, true, none -> Optional.empty());
    return accepted.jobs().get(0);
  }

  /** One job, or the batch of a show. */
  SubmitResult any(
      JobRequest request,
      ShowOptions options,
      boolean paused,
      Function<SubmitResult, Optional<StoredResponse>> answering) {
    return accept(request, options, paused, false, answering);
  }

  private SubmitResult accept(
      JobRequest request,
      ShowOptions options,
      boolean paused,
      boolean oneOnly,
      Function<SubmitResult, Optional<StoredResponse>> answering) {
    intake.check(request);
    ShowQuery query = new ShowQuery(request.url(), options.feed());
    if (!engine.expansions().isShow(query)) {
      requireNotPaused(paused);
      return alone(job(request, ports.clock().instant()), answering);
    }
    // Nobody waits half a minute to hear that there was no room.
    engine.requireRoom(owner);
    Show show = engine.expansions().expand(query);
    if (oneOnly && show.kind() != Show.Kind.EPISODE) {
      throw new SluiceException(
          FailureCode.SHOW_UNSUPPORTED,
          "This is a show with %d episodes, and one job was asked for; give the URL of one episode"
              .formatted(show.episodes().size()));
    }
    Instant now = ports.clock().instant();
    List<Job> jobs = EpisodeJobs.of(query, show, options, request, one -> job(one, now));
    if (show.kind() == Show.Kind.EPISODE) {
      requireNotPaused(paused);
      requireMedia(show.episodes().get(0));
      return alone(jobs.get(0), answering);
    }
    Batch batch =
        batch(Optional.of(request.url()), request.folder(), request.webhook(), now, paused);
    return together(batch, jobs, show.kind() == Show.Kind.PLAYLIST, answering);
  }

  /** A batch of what each was named by itself. */
  SubmitResult several(
      List<JobRequest> requests,
      boolean paused,
      Function<SubmitResult, Optional<StoredResponse>> answering) {
    intake.checkAll(requests);
    Instant now = ports.clock().instant();
    Batch batch =
        batch(
            Optional.empty(),
            shared(requests, JobRequest::folder),
            shared(requests, JobRequest::webhook),
            now,
            paused);
    List<Job> jobs = requests.stream().map(request -> job(request, now)).toList();
    return together(batch, jobs, false, answering);
  }

  private SubmitResult alone(Job job, Function<SubmitResult, Optional<StoredResponse>> answering) {
    SubmitResult accepted = SubmitResult.one(job);
    engine.submit(new NewJobs(accepted.jobs(), answering.apply(accepted)));
    return accepted;
  }

  private SubmitResult together(
      Batch batch,
      List<Job> jobs,
      boolean playlist,
      Function<SubmitResult, Optional<StoredResponse>> answering) {
    NewJobs whole = engine.batches().submission(batch, jobs);
    SubmitResult accepted = new SubmitResult(whole.jobs(), Optional.of(batch), playlist);
    engine.submit(whole.answered(answering.apply(accepted)));
    return accepted;
  }

  private Job job(JobRequest request, Instant now) {
    Job job = Job.submitted(new JobId(ports.ids().next()), owner, request, now);
    return into.map(settings -> ports.storages().withStorage(job, settings)).orElse(job);
  }

  private Batch batch(
      Optional<SourceUrl> show,
      Optional<Folder> folder,
      Optional<WebhookTarget> webhook,
      Instant now,
      boolean paused) {
    return new Batch(
        new BatchId(ports.ids().next()),
        owner,
        show,
        folder,
        webhook,
        now,
        paused ? Optional.empty() : Optional.of(now));
  }

  private static <T> Optional<T> shared(
      List<JobRequest> requests, Function<JobRequest, Optional<T>> part) {
    List<Optional<T>> all = requests.stream().map(part).distinct().toList();
    return all.size() == 1 ? all.get(0) : Optional.empty();
  }

  private static void requireMedia(ShowEpisode episode) {
    if (episode.whyNone().isPresent()) {
      throw new SluiceException(FailureCode.EPISODE_MISSING, episode.whyNone().get());
    }
  }

  private static void requireNotPaused(boolean paused) {
    if (paused) {
      throw new InvalidRequestException(
          RequestField.PAUSED, "Only a batch can wait to be started; do not pause a single file");
    }
  }
}
