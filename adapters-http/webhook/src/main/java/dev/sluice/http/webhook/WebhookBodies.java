package dev.sluice.http.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.batch.Batch;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Artifact.SidecarFile;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.request.Folder;
import dev.sluice.http.webhook.wire.WireNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of webhooks. Written field by field, so that an embedder who wants a notifier needs
 * Jackson's core on the class path and not its databind.
 */
final class WebhookBodies {
  private static final JsonFactory JSON = new JsonFactory();

  private WebhookBodies() {}

  /** A job whose object is in the storage. */
  static byte[] completed(Job job, Optional<URI> link) {
    String key = job.artifact().map(made -> made.path().value()).orElse(null);
    return object(
        json -> {
          head(json, "job_completed", job, "Completed");
          json.writeStringField("key", key);
          json.writeStringField("s3_key", key);
          json.writeStringField("s3_url", link.map(URI::toString).orElse(null));
          json.writeFieldName("file_size_bytes");
          Optional<Long> size = job.artifact().map(Artifact::size);
          if (size.isPresent()) {
            json.writeNumber(size.get());
          } else {
            json.writeNull();
          }
          json.writeStringField("folder", job.request().folder().map(Folder::value).orElse(null));
          json.writeStringField("title", job.source().title().orElse(null));
          json.writeStringField("description", job.source().description().orElse(null));
          json.writeStringField("release_date", job.source().releaseDate().orElse(null));
          json.writeStringField(
              "subtitle_key",
              path(job.artifact().flatMap(made -> made.subtitles().stream().findFirst())));
          json.writeStringField("thumbnail_key", path(job.artifact().flatMap(Artifact::thumbnail)));
          streams(json, job);
        });
  }

  /** A job that failed for a technical reason. */
  static byte[] failed(Job job, WebhookFailureType type) {
    Job.Failure why =
        WireNames.failure(job)
            .orElseGet(() -> new Job.Failure(FailureCode.INTERNAL, "The job failed"));
    return object(
        json -> {
          head(json, type.toString(), job, "Failed");
          json.writeStringField("error", why.sentence());
          json.writeStringField("error_type", WireNames.errorType(why));
          streams(json, job);
        });
  }

  /** A job that failed for a reason that lies in the content. */
  static byte[] warning(Job job) {
    return object(
        json -> {
          head(json, "job_warning", job, "Warning");
          json.writeStringField(
              "error", job.failure().map(why -> WireNames.sentence(why.sentence())).orElse(null));
          json.writeStringField("error_type", "warning");
          streams(json, job);
        });
  }

  /** A job that was not tried. */
  static byte[] skipped(Job job) {
    return object(
        json -> {
          head(json, "job_skipped", job, "Skipped");
          json.writeStringField(
              "reason", job.failure().map(why -> WireNames.sentence(why.sentence())).orElse(null));
          streams(json, job);
        });
  }

  /** A stage that a job has reached. */
  static byte[] progress(Job job, String stage, int percent) {
    return object(
        json -> {
          json.writeStringField("type", "progress");
          json.writeStringField("job_id", job.id().toString());
          json.writeStringField("batch_id", batch(job));
          json.writeStringField("stage", stage);
          json.writeNumberField("progress_percent", percent);
        });
  }

  /** A batch whose last job has ended. */
  static byte[] batchCompleted(Batch.Summary summary) {
    Batch batch = summary.batch();
    Batch.Tally tally = summary.tally();
    return object(
        json -> {
          json.writeStringField("type", "batch_completed");
          json.writeStringField("batch_id", batch.id().toString());
          json.writeStringField("status", WireNames.of(summary.status()));
          json.writeStringField("show_url", batch.show().map(WireNames::shown).orElse(null));
          json.writeStringField("folder", batch.folder().map(Folder::value).orElse(null));
          json.writeNumberField("completed", tally.completed());
          json.writeNumberField("failed", tally.failed());
          json.writeNumberField("skipped", tally.skipped());
          json.writeNumberField("total", tally.total());
        });
  }

  /** Writes the fields that the end of every job has. */
  private static void head(JsonGenerator json, String type, Job job, String status)
      throws IOException {
    json.writeStringField("type", type);
    json.writeStringField("job_id", job.id().toString());
    json.writeStringField("batch_id", batch(job));
    json.writeStringField("status", status);
    json.writeStringField("url", WireNames.shown(job.request().url()));
  }

  private static @Nullable String batch(Job job) {
    return job.batch().map(BatchId::toString).orElse(null);
  }

  private static void streams(JsonGenerator json, Job job) throws IOException {
    json.writeArrayFieldStart("streams");
    for (StreamReport stream : job.streams()) {
      json.writeStartObject();
      json.writeStringField("kind", WireNames.of(stream.kind()));
      json.writeStringField("codec", stream.codec());
      json.writeStringField("language", stream.language().orElse(null));
      json.writeStringField("title", stream.title().orElse(null));
      texts(json, "disposition", WireNames.of(stream.dispositions()));
      json.writeStringField("action", WireNames.of(stream.action()));
      json.writeStringField("target", stream.target().orElse(null));
      json.writeStringField("reason", stream.reason().map(WireNames::sentence).orElse(null));
      json.writeEndObject();
    }
    json.writeEndArray();
    texts(json, "missing", WireNames.sentences(job.missing()));
  }

  private static void texts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private static @Nullable String path(Optional<SidecarFile> file) {
    return file.map(known -> known.path().value()).orElse(null);
  }

  /** Writes the members of one object. A text that is null becomes a JSON null. */
  @FunctionalInterface
  private interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] object(Members members) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
