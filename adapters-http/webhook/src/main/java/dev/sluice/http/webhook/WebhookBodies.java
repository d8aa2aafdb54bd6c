package dev.sluice.http.webhook;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.batch.BatchSummary;
import dev.sluice.core.batch.BatchTally;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobFailure;
import dev.sluice.core.request.Folder;
import dev.sluice.http.api.wire.BatchWire;
import dev.sluice.http.webhook.wire.WireNames;
import java.net.URI;
import java.util.Optional;

/** The bodies of webhooks. */
public final class WebhookBodies {
  private WebhookBodies() {}

  /** A job whose object is in the storage. */
  record Completed(
      String type,
      String jobId,
      String status,
      String url,
      String key,
      String s3Key,
      String s3Url,
      Long fileSizeBytes,
      String folder,
      String title,
      String description,
      String releaseDate,
      String subtitleKey,
      String thumbnailKey) {
    static Completed of(Job job, Optional<URI> link) {
      String key = job.artifact().map(made -> made.path().value()).orElse(null);
      return new Completed(
          "job_completed",
          job.id().toString(),
          "Completed",
          WireNames.shown(job.request().url()),
          key,
          key,
          link.map(URI::toString).orElse(null),
          job.artifact().map(Artifact::size).orElse(null),
          job.request().folder().map(Folder::value).orElse(null),
          job.source().title().orElse(null),
          job.source().description().orElse(null),
          job.source().releaseDate().orElse(null),
          job.artifact()
              .flatMap(made -> made.subtitles().stream().findFirst())
              .map(file -> file.path().value())
              .orElse(null),
          job.artifact()
              .flatMap(Artifact::thumbnail)
              .map(file -> file.path().value())
              .orElse(null));
    }
  }

  /** A job that did not work. */
  public record Failed(
      String type, String jobId, String status, String url, String error, String errorType) {
    public static Failed of(Job job, WebhookFailureType type) {
      JobFailure why =
          WireNames.failure(job)
              .orElseGet(() -> new JobFailure(FailureCode.INTERNAL, "The job failed"));
      return new Failed(
          type.toString(),
          job.id().toString(),
          "Failed",
          WireNames.shown(job.request().url()),
          why.sentence(),
          WireNames.errorType(why));
    }
  }

  /** A job that did not work for a reason that lies in the content. */
  record Warning(
      String type, String jobId, String status, String url, String error, String errorType) {
    static Warning of(Job job) {
      return new Warning(
          "job_warning",
          job.id().toString(),
          "Warning",
          WireNames.shown(job.request().url()),
          job.failure().map(JobFailure::sentence).orElse(null),
          "warning");
    }
  }

  /** A job that was not tried. */
  record Skipped(String type, String jobId, String status, String url, String reason) {
    static Skipped of(Job job) {
      return new Skipped(
          "job_skipped",
          job.id().toString(),
          "Skipped",
          WireNames.shown(job.request().url()),
          job.failure().map(JobFailure::sentence).orElse(null));
    }
  }

  /** A stage that a job has reached. */
  record Progress(String type, String jobId, String stage, int progressPercent) {
    static Progress of(Job job, String stage, int percent) {
      return new Progress("progress", job.id().toString(), stage, percent);
    }
  }

  /** A batch whose last job is over. */
  record BatchCompleted(
      String type,
      String batchId,
      String status,
      String showUrl,
      String folder,
      int completed,
      int failed,
      int skipped,
      int total) {
    static BatchCompleted of(BatchSummary summary) {
      Batch batch = summary.batch();
      BatchTally tally = summary.tally();
      return new BatchCompleted(
          "batch_completed",
          batch.id().toString(),
          BatchWire.name(summary.status()),
          batch.show().map(WireNames::shown).orElse(null),
          batch.folder().map(Folder::value).orElse(null),
          tally.completed(),
          tally.failed(),
          tally.skipped(),
          tally.total());
    }
  }
}
