package dev.sluice.http.api.wire;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Artifact.SidecarFile;
import dev.sluice.core.job.Episode;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.request.MaxResolution;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.http.webhook.wire.WireNames;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One job in full: every field is there, null without a value. */
public record JobWire(
    String id,
    String url,
    String status,
    String step,
    String s3Url,
    String s3Key,
    String subtitleUrl,
    String thumbnailUrl,
    String error,
    String errorType,
    String errorCode,
    String title,
    String description,
    String releaseDate,
    String batchId,
    String originalJobId,
    Long fileSize,
    long createdAt,
    Long finishedAt,
    Long expiredAt,
    @JsonUnwrapped RequestEchoWire request,
    @JsonUnwrapped TimingsWire timings,
    String nativeVideoCodec,
    String nativeAudioCodec,
    String requestedQuality,
    String actualQuality,
    @JsonUnwrapped WebhookStateWire webhook,
    double progressPercent,
    long bytesDownloaded,
    String plan,
    List<StreamReportWire> streams,
    List<String> missing,
    int attempt,
    Long retryAt,
    String lastError,
    String lastErrorCode,
    String showTitle,
    Integer episodeNumber) {

  /**
   * @param links to the files of the job, freshly signed
   * @param notifications to the receiver of the job, oldest first
   */
  public static JobWire of(Job job, List<URI> links, List<Notification> notifications) {
    Optional<Job.Failure> failure = WireNames.failure(job);
    Optional<Job.Failure> last = WireNames.lastFailure(job);
    return new JobWire(
        job.id().toString(),
        WireNames.shown(job.request().url()),
        WireNames.of(job.status()),
        WireNames.of(job.progress().step()),
        link(job, links, Artifact::path),
        job.artifact().map(made -> made.path().value()).orElse(null),
        link(
            job,
            links,
            made -> made.subtitles().stream().findFirst().map(SidecarFile::path).orElse(null)),
        link(job, links, made -> made.thumbnail().map(SidecarFile::path).orElse(null)),
        failure.map(Job.Failure::sentence).orElse(null),
        failure.map(WireNames::errorType).orElse(null),
        failure.map(reason -> reason.code().name()).orElse(null),
        job.source().title().orElse(null),
        job.source().description().orElse(null),
        job.source().releaseDate().orElse(null),
        job.batch().map(Object::toString).orElse(null),
        job.retryOf().map(JobId::toString).orElse(null),
        job.artifact().map(Artifact::size).orElse(null),
        job.createdAt().toEpochMilli(),
        job.finishedAt().map(Instant::toEpochMilli).orElse(null),
        job.expiredAt().map(Instant::toEpochMilli).orElse(null),
        RequestEchoWire.of(job.request()),
        TimingsWire.of(job),
        job.source().videoCodec().orElse(null),
        job.source().audioCodec().orElse(null),
        MaxResolution.name(job.request().output().maxResolution()),
        job.artifact().flatMap(Artifact::shorterSide).map(side -> side + "p").orElse(null),
        WebhookStateWire.of(job, notifications),
        job.progress().percent(),
        job.progress().bytesDownloaded(),
        job.artifact().map(Artifact::plan).orElse(null),
        StreamReportWire.of(job.streams()),
        WireNames.sentences(job.missing()),
        job.attempt(),
        job.retryAt().map(Instant::toEpochMilli).orElse(null),
        last.map(Job.Failure::sentence).orElse(null),
        last.map(reason -> reason.code().name()).orElse(null),
        job.episode().map(Episode::showTitle).orElse(null),
        job.episode().map(Episode::number).filter(number -> number > 0).orElse(null));
  }

  // The links have the order of the paths, or there are none.
  private static String link(Job job, List<URI> links, Function<Artifact, ObjectPath> which) {
    return job.artifact()
        .map(made -> made.paths().indexOf(which.apply(made)))
        .filter(index -> index >= 0 && index < links.size())
        .map(index -> links.get(index).toString())
        .orElse(null);
  }
}
