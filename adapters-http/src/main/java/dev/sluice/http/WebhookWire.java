package dev.sluice.http;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobFailure;
import dev.sluice.core.request.Folder;
import java.net.URI;
import java.util.Optional;

/** The bodies of webhooks. */
final class WebhookWire {
  private WebhookWire() {}

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
      String subtitleKey) {
    static Completed of(Job job, Optional<URI> link) {
      String key = job.artifact().map(made -> made.path().value()).orElse(null);
      return new Completed(
          "job_completed",
          job.id().toString(),
          "Completed",
          JobNames.shown(job.request().url()),
          key,
          key,
          link.map(URI::toString).orElse(null),
          job.artifact().map(Artifact::size).orElse(null),
          job.request().folder().map(Folder::value).orElse(null),
          job.source().title().orElse(null),
          job.source().description().orElse(null),
          job.source().releaseDate().orElse(null),
          null);
    }
  }

  /** A job that did not work. */
  record Failed(
      String type, String jobId, String status, String url, String error, String errorType) {
    static Failed of(Job job, WebhookFailureType type) {
      JobFailure why =
          JobNames.failure(job)
              .orElseGet(() -> new JobFailure(FailureCode.INTERNAL, "The job failed"));
      return new Failed(
          type.toString(),
          job.id().toString(),
          "Failed",
          JobNames.shown(job.request().url()),
          why.sentence(),
          JobNames.errorType(why));
    }
  }
}
