package dev.sluice.core.engine;

import dev.sluice.core.engine.common.Outage;
import dev.sluice.core.engine.common.RunMonitor;
import dev.sluice.core.engine.destination.ObjectNames;
import dev.sluice.core.engine.destination.ObjectNamespace;
import dev.sluice.core.engine.destination.OverwriteReservations;
import dev.sluice.core.engine.destination.StorageResolver;
import dev.sluice.core.engine.limits.QuotaEnforcer;
import dev.sluice.core.engine.show.EpisodeSources;
import dev.sluice.core.engine.show.EpisodeTags;
import dev.sluice.core.engine.sidecar.EmbeddedSubtitles;
import dev.sluice.core.engine.sidecar.EmbeddedSubtitles.Wanted;
import dev.sluice.core.engine.sidecar.Sidecar;
import dev.sluice.core.engine.sidecar.SidecarStorage;
import dev.sluice.core.engine.sidecar.SmallFiles;
import dev.sluice.core.engine.sidecar.SourceSubtitles;
import dev.sluice.core.engine.sidecar.SourceThumbnail;
import dev.sluice.core.engine.sidecar.SubtitleNames;
import dev.sluice.core.engine.sidecar.WebVtt;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Artifact.SidecarFile;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.SourceSummary;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.port.media.Transcoder.SidecarSpec;
import dev.sluice.core.port.media.Transcoder.TagOverrides;
import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.port.store.UsageStore;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.tenant.TenantQuota;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs one attempt of one job from top to bottom: fetch, transcode and store as one stream. */
public final class JobRunner {
  /** The result of a successful attempt. */
  record Result(
      Artifact artifact, SourceSummary source, List<StreamReport> streams, List<String> missing) {}

  /** Bytes that the subtitles and the picture of a result may take without a reservation. */
  private static final int USUAL_SIDECAR_BYTES = 1 << 20;

  private final EpisodeSources sources;
  private final EpisodeTags episodeTags;
  private final SourceSubtitles sourceSubtitles;
  private final SourceThumbnail sourceThumbnail;
  private final EmbeddedSubtitles embeddedSubtitles;
  private final Transcoder transcoder;
  private final StorageResolver storages;
  private final ObjectNames names;
  private final OverwriteReservations overwrites;
  private final JobStore jobs;
  private final ApiKeyStore keys;
  private final UsageStore usage;
  private final Outage database;

  JobRunner(
      EpisodeSources sources,
      SmallFiles files,
      Transcoder transcoder,
      StorageResolver storages,
      ObjectNames names,
      OverwriteReservations overwrites,
      JobStore jobs,
      ApiKeyStore keys,
      UsageStore usage,
      Outage database) {
    this.sources = sources;
    this.episodeTags = new EpisodeTags(files);
    this.sourceSubtitles = new SourceSubtitles(files);
    this.sourceThumbnail = new SourceThumbnail(files);
    this.embeddedSubtitles = new EmbeddedSubtitles(transcoder);
    this.transcoder = transcoder;
    this.storages = storages;
    this.names = names;
    this.overwrites = overwrites;
    this.jobs = jobs;
    this.keys = keys;
    this.usage = usage;
    this.database = database;
  }

  /**
   * Runs the attempt.
   *
   * @return the stored object and a summary of the source
   * @throws SluiceException if the attempt fails or is ended by the monitor; nothing is left behind
   */
  Result run(Job job, RunMonitor monitor) {
    ContentType type = job.request().output().container().contentType();

    ObjectNamespace destination = database.waitingFor(monitor, () -> storages.destinationOf(job));
    TenantQuota limits = database.waitingFor(monitor, () -> keys.quota(job.tenant()));
    QuotaEnforcer quota = new QuotaEnforcer(job, limits, usage, database, monitor);

    try (Media media = sources.open(job, monitor)) {
      monitor.opened(media.otherRenditions());
      quota.reserveFor(media);
      TagOverrides tags = episodeTags.of(job, media, monitor);
      List<Sidecar> separate = sourceSubtitles.of(job, media, monitor);
      EmbeddedSubtitles.Selection selection = embeddedSubtitles.of(job, media, separate, monitor);
      List<Wanted> embedded = selection.wanted();
      SidecarSpec spec =
          new SidecarSpec(
              job.request().thumbnail(),
              sourceThumbnail.of(job, media, tags, monitor),
              embedded.stream().map(Wanted::stream).toList());
      ObjectNames.Target target =
          names.choose(job, media, destination, extensions(separate, embedded, spec), monitor);

      try (ArtifactSink sink =
          quota.limiting(
              destination
                  .store()
                  .create(target.path(), type, target.ifExists(target.path()), monitor))) {
        monitor.writing();
        Transcoder.Task task =
            new Transcoder.Task(selection.inputs(), job.request().output(), tags, spec);
        StageMonitor announcing = new SizeAnnouncer(quota.monitoring(monitor), task, sink);
        Transcoder.Result result = transcoder.transcode(task, sink, announcing);
        monitor.memory().require(sidecarBytes(result), "the subtitles and pictures of the source");
        monitor.conversionFinished();
        monitor.check();
        quota.checkResult(result);
        if (target.replaces()) {
          overwrites.reserve(job, destination, target.names(), monitor);
        } else if (!database.waitingFor(
            monitor, () -> names.isReserved(job, destination, target.path()))) {
          throw new SluiceException(
              FailureCode.NAME_TAKEN,
              "A job that overwrites has taken the name %s meanwhile; another attempt gets another name"
                  .formatted(target.path()));
        }

        try (SidecarStorage sidecars =
            new SidecarStorage(
                destination.store(),
                target,
                quota,
                monitor,
                () -> isCurrent(job, destination, target))) {
          List<Sidecar> texts = allOf(job, separate, embedded, result).toList();
          List<SidecarFile> subtitles = texts.stream().map(sidecars::store).toList();
          Optional<SidecarFile> thumbnail =
              result
                  .thumbnail()
                  .map(Transcoder.Picture::bytes)
                  .map(Sidecar::thumbnail)
                  .map(sidecars::store);
          long size = committed(sink, monitor);
          sidecars.commit();
          return new Result(
              new Artifact(
                  target.path(),
                  type,
                  size,
                  result.plan(),
                  result.shorterSide(),
                  subtitles,
                  thumbnail),
              SourceSummaries.of(media, result.source()),
              StreamReports.streams(result, media),
              StreamReports.missing(job.request(), result, texts));
        }
      }
    }
  }

  private static long committed(ArtifactSink sink, RunMonitor monitor) {
    monitor.commitUnknown(true);
    try {
      return sink.commit();
    } catch (SluiceException e) {
      monitor.commitUnknown(e.code() == FailureCode.STORE_UNAVAILABLE);
      throw e;
    }
  }

  /**
   * Returns whether no other attempt of the job has begun, and no other job has the name; false if
   * the database is unavailable.
   */
  private boolean isCurrent(Job job, ObjectNamespace destination, ObjectNames.Target target) {
    try {
      return jobs.find(job.id()).filter(now -> now.attempt() == job.attempt()).isPresent()
          && names.isReserved(job, destination, target.path());
    } catch (SluiceException e) {
      return false;
    }
  }

  // The texts are converted before they are stored. Usual ones are not worth an encode of hours.
  private static long sidecarBytes(Transcoder.Result result) {
    long pictures = result.thumbnail().map(picture -> picture.bytes().length).orElse(0);
    long texts = result.subtitles().values().stream().mapToLong(text -> text.length).sum();
    return Math.max(0, pictures + 2 * texts - USUAL_SIDECAR_BYTES);
  }

  private static List<String> extensions(
      List<Sidecar> separate, List<Wanted> embedded, SidecarSpec spec) {
    Stream<String> thumbnail = Stream.of(Sidecar.THUMBNAIL).filter(name -> spec.thumbnail());
    Stream<String> within = embedded.stream().map(Wanted::extension);
    return Stream.of(separate.stream().map(Sidecar::extension), within, thumbnail)
        .flatMap(names -> names)
        .toList();
  }

  /** Returns separate and embedded subtitles, the preferred first. */
  private static Stream<Sidecar> allOf(
      Job job, List<Sidecar> separate, List<Wanted> embedded, Transcoder.Result result) {
    Stream<Sidecar> within =
        embedded.stream()
            .flatMap(
                wanted ->
                    Optional.ofNullable(result.subtitles().get(wanted.stream()))
                        .flatMap(file -> WebVtt.of(file, Optional.empty()))
                        .map(text -> Sidecar.subtitles(wanted.extension(), text))
                        .stream());
    Stream<Sidecar> apart =
        separate.stream().map(text -> text.on(result.clockStarts(), job.request().output().clip()));
    return Stream.concat(apart, within)
        .sorted(Comparator.comparingInt(sidecar -> rank(job, sidecar)));
  }

  private static int rank(Job job, Sidecar subtitles) {
    return job.request()
        .subtitles()
        .map(choice -> choice.rank(SubtitleNames.languageOf(subtitles.extension())).orElse(0))
        .orElse(0);
  }
}
