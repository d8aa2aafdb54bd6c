package dev.sluice.storage.jdbc.jobs;

import static dev.sluice.storage.jdbc.sql.Columns.id;
import static dev.sluice.storage.jdbc.sql.Columns.moment;
import static dev.sluice.storage.jdbc.sql.Columns.nanos;
import static dev.sluice.storage.jdbc.sql.Columns.optionalLong;
import static dev.sluice.storage.jdbc.sql.Columns.optionalMoment;
import static dev.sluice.storage.jdbc.sql.Columns.optionalNanos;
import static dev.sluice.storage.jdbc.sql.Columns.optionalText;
import static dev.sluice.storage.jdbc.sql.Columns.text;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobDestination;
import dev.sluice.core.job.JobFailure;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Lease;
import dev.sluice.core.job.Progress;
import dev.sluice.core.job.SourceSummary;
import dev.sluice.core.job.Step;
import dev.sluice.core.job.Timings;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.BucketId;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.sql.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.SqlStatement;

/** A job as a row of {@code jobs}, both ways. */
final class JobColumns {
  /** What stands for Pending in the row of a paused job. */
  static final String PAUSED = "PAUSED";

  private JobColumns() {}

  static JobStatus status(String column) {
    return column.equals(PAUSED) ? JobStatus.PENDING : JobStatus.valueOf(column);
  }

  /** The fields that stay as they were at the insert. */
  static <S extends SqlStatement<S>> S bindLasting(S statement, Job job) {
    return EpisodeColumns.bind(RequestColumns.bind(statement, job.request()), job.episode())
        .bind("owner", job.owner().id())
        .bind("created_at", moment(job.createdAt()));
  }

  /** The id and the fields that a move may change. */
  static <S extends SqlStatement<S>> S bindMoving(S statement, Job job) {
    S bound =
        RequestColumns.bindName(statement, job.request())
            .bind("id", job.id().value())
            .bind("batch", optionalId(job.batch().map(BatchId::value)))
            .bind("retry_of", optionalId(job.retryOf().map(JobId::value)))
            .bind("status", job.isPaused() ? PAUSED : job.status().name())
            .bind("attempt", job.attempt())
            .bind("deaths", job.deaths())
            .bind("version", job.version())
            .bind("due_at", moment(job.dueAt()))
            .bind("started_at", moment(job.startedAt()))
            .bind("finished_at", moment(job.finishedAt()))
            .bind("lease_worker", text(job.lease().map(Lease::worker)))
            .bind("lease_until", moment(job.lease().map(Lease::until)));
    bindProgress(bound, job.progress());
    bindOutcome(bound, job);
    bindStorage(bound, job.storage());
    return bindTimings(bound, job.timings());
  }

  // A null UUID would go out as text, which PostgreSQL does not take. An argument of our own, since
  // a batch binds all its rows as it bound the first.
  private static Argument optionalId(Optional<UUID> id) {
    return (position, statement, context) -> {
      if (id.isPresent()) {
        statement.setObject(position, id.get());
      } else {
        statement.setNull(position, Types.OTHER);
      }
    };
  }

  static <S extends SqlStatement<S>> S bindProgress(S statement, Progress progress) {
    return statement
        .bind("step", progress.step().name())
        .bind("percent_done", progress.percent())
        .bind("bytes_downloaded", progress.bytesDownloaded())
        .bind(
            "bytes_total",
            progress.bytesTotal().isPresent()
                ? (Long) progress.bytesTotal().getAsLong()
                : (Long) null)
        .bind("bytes_uploaded", progress.bytesUploaded());
  }

  private static <S extends SqlStatement<S>> S bindOutcome(S statement, Job job) {
    Optional<Artifact> artifact = job.artifact();
    Optional<JobFailure> failure = job.failure();
    return statement
        .bind("title", text(job.source().title()))
        .bind("description", text(job.source().description()))
        .bind("release_date", text(job.source().releaseDate()))
        .bind("source_video", text(job.source().videoCodec()))
        .bind("source_audio", text(job.source().audioCodec()))
        .bind("artifact_path", artifact.map(made -> made.path().value()).orElse(null))
        .bind("artifact_type", artifact.map(made -> made.type().value()).orElse(null))
        .bind("artifact_size", artifact.map(Artifact::size).orElse(null))
        .bind("artifact_plan", text(artifact.map(Artifact::plan)))
        .bind("artifact_side", artifact.flatMap(Artifact::shorterSide).orElse(null))
        .bind(
            "artifact_subtitles",
            artifact.map(made -> SidecarColumn.text(made.subtitles())).orElse(null))
        .bind(
            "artifact_thumbnail",
            artifact
                .map(made -> SidecarColumn.text(made.thumbnail().stream().toList()))
                .orElse(null))
        .bind("failure_code", failure.map(why -> why.code().name()).orElse(null))
        .bind("failure_sentence", text(failure.map(JobFailure::sentence)));
  }

  private static <S extends SqlStatement<S>> S bindStorage(
      S statement, Optional<JobDestination> storage) {
    return statement
        .bind("storage", optionalId(storage.map(JobDestination::id).map(BucketId::value)))
        .bind("storage_space", storage.map(JobDestination::space).orElse(null))
        .bind("storage_settings", text(storage.flatMap(JobDestination::settings)))
        .bind("storage_link", text(storage.flatMap(JobDestination::link)));
  }

  private static <S extends SqlStatement<S>> S bindTimings(S statement, Timings timings) {
    return statement
        .bind("queue_wait", nanos(timings.queueWait()))
        .bind("extract_time", nanos(timings.extract()))
        .bind("download_time", nanos(timings.download()))
        .bind("mux_time", nanos(timings.mux()))
        .bind("upload_time", nanos(timings.upload()))
        .bind("total_time", nanos(timings.total()));
  }

  static Job read(ResultSet row) throws SQLException {
    return Job.submitted(
            new JobId(id(row, "id")),
            new TenantId(row.getString("owner")),
            RequestColumns.read(row),
            moment(row, "created_at"))
        .toBuilder()
        .batch(Optional.ofNullable(id(row, "batch")).map(BatchId::new))
        .retryOf(Optional.ofNullable(id(row, "retry_of")).map(JobId::new))
        .status(status(row.getString("status")))
        .attempt(row.getInt("attempt"))
        .deaths(row.getInt("deaths"))
        .version(row.getLong("version"))
        .dueAt(moment(row, "due_at"))
        .startedAt(optionalMoment(row, "started_at"))
        .finishedAt(optionalMoment(row, "finished_at"))
        .lease(lease(row))
        .progress(
            new Progress(
                Step.valueOf(row.getString("step")),
                row.getDouble("percent_done"),
                row.getLong("bytes_downloaded"),
                optionalLong(row, "bytes_total"),
                row.getLong("bytes_uploaded")))
        .source(
            new SourceSummary(
                optionalText(row, "title"),
                optionalText(row, "description"),
                optionalText(row, "release_date"),
                optionalText(row, "source_video"),
                optionalText(row, "source_audio")))
        .artifact(artifact(row))
        .failure(failure(row))
        .timings(
            new Timings(
                optionalNanos(row, "queue_wait"),
                optionalNanos(row, "extract_time"),
                optionalNanos(row, "download_time"),
                optionalNanos(row, "mux_time"),
                optionalNanos(row, "upload_time"),
                optionalNanos(row, "total_time")))
        .storage(storage(row))
        .episode(EpisodeColumns.read(row))
        .build();
  }

  private static Optional<JobDestination> storage(ResultSet row) throws SQLException {
    UUID id = id(row, "storage");
    return id == null
        ? Optional.empty()
        : Optional.of(
            new JobDestination(
                new BucketId(id),
                row.getString("storage_space"),
                optionalText(row, "storage_settings"),
                optionalText(row, "storage_link")));
  }

  private static Optional<Lease> lease(ResultSet row) throws SQLException {
    Optional<String> worker = optionalText(row, "lease_worker");
    return worker.isPresent()
        ? Optional.of(new Lease(worker.get(), moment(row, "lease_until")))
        : Optional.empty();
  }

  private static Optional<Artifact> artifact(ResultSet row) throws SQLException {
    Optional<String> path = optionalText(row, "artifact_path");
    return path.isPresent()
        ? Optional.of(
            new Artifact(
                ObjectPath.of(path.get()),
                new ContentType(row.getString("artifact_type")),
                row.getLong("artifact_size"),
                row.getString("artifact_plan"),
                Columns.optionalInteger(row, "artifact_side"),
                SidecarColumn.files(row.getString("artifact_subtitles")),
                SidecarColumn.files(row.getString("artifact_thumbnail")).stream().findFirst()))
        : Optional.empty();
  }

  private static Optional<JobFailure> failure(ResultSet row) throws SQLException {
    Optional<String> code = optionalText(row, "failure_code");
    return code.isPresent()
        ? Optional.of(
            new JobFailure(FailureCode.valueOf(code.get()), row.getString("failure_sentence")))
        : Optional.empty();
  }
}
