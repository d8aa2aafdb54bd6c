package dev.sluice.storage.jdbc.jobs;

import static dev.sluice.storage.jdbc.sql.Columns.id;
import static dev.sluice.storage.jdbc.sql.Columns.moment;
import static dev.sluice.storage.jdbc.sql.Columns.optionalMoment;

import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.Job.Lease;
import dev.sluice.core.job.JobDestination;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Progress;
import dev.sluice.core.request.Folder;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.document.JobDocument;
import dev.sluice.storage.jdbc.document.ObjectReader;
import dev.sluice.storage.jdbc.sql.SecretsConfig;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * A job as a row of {@code jobs}: its document, and the columns that queries need beside it. Where
 * the document repeats a column, the column counts: heartbeats change the lease and the progress
 * without writing the document.
 */
final class JobRow {
  /** The status of a paused job in its row; everywhere else it is Pending. */
  static final String PAUSED = "PAUSED";

  private JobRow() {}

  static JobStatus status(String column) {
    return column.equals(PAUSED) ? JobStatus.PENDING : JobStatus.valueOf(column);
  }

  /** Binds every column but {@code stop_requested}. */
  static <S extends SqlStatement<S>> S bind(S statement, Job job) {
    S bound =
        statement
            .bind("id", job.id().value())
            .bind("tenant", job.tenant().id())
            .bind("batch", optionalId(job.batch().map(BatchId::value)))
            .bind("status", job.isPaused() ? PAUSED : job.status().name())
            .bind("priority", job.request().priority())
            .bind("folder", job.request().folder().map(Folder::value).orElse(null))
            .bind("attempt", job.attempt())
            .bind("version", job.version())
            .bind("created_at", moment(job.createdAt()))
            .bind("due_at", moment(job.dueAt()))
            .bind("finished_at", moment(job.finishedAt()))
            .bind("lease_until", moment(job.lease().map(Lease::until)))
            .bind("bucket", optionalId(job.storage().map(to -> to.id().value())))
            .bind("bucket_address", job.storage().map(JobDestination::space).orElse(null))
            .bind("artifact_path", job.artifact().map(made -> made.path().value()).orElse(null))
            .bind("file_stored_at", moment(job.fileStoredAt()))
            .bind("file_expires_at", moment(job.fileExpiresAt()))
            .bind("kept_since", moment(job.keptSince()))
            .bind("format", JobDocument.FORMAT)
            .bind("document", JobDocument.toText(job, SecretsConfig.of(statement)));
    return bindProgress(bound, job.progress());
  }

  static <S extends SqlStatement<S>> S bindProgress(S statement, Progress progress) {
    return statement
        .bind("step", progress.step().name())
        .bind("progress", JobDocument.toText(progress));
  }

  // A null UUID would be sent as text, which PostgreSQL does not accept. This is an argument of its
  // own because a batch binds all of its rows in the way that the first was bound.
  private static Argument optionalId(Optional<UUID> id) {
    return (position, statement, context) -> {
      if (id.isPresent()) {
        statement.setObject(position, id.get());
      } else {
        statement.setNull(position, Types.OTHER);
      }
    };
  }

  static Job read(ResultSet row, StatementContext context) throws SQLException {
    ObjectReader document = ObjectReader.of(row.getString("document"));
    JobId id = new JobId(id(row, "id"));
    TenantId tenant = new TenantId(row.getString("tenant"));
    Instant createdAt = moment(row, "created_at");
    boolean later = row.getInt("format") > JobDocument.FORMAT;
    Job job =
        later
            ? JobDocument.readOutline(document, id, tenant, createdAt, SecretsConfig.of(context))
            : JobDocument.read(document, id, tenant, createdAt, SecretsConfig.of(context));
    Optional<Instant> leaseUntil = optionalMoment(row, "lease_until");
    return job.toBuilder()
        .status(status(row.getString("status")))
        .attempt(row.getInt("attempt"))
        .version(row.getLong("version"))
        .dueAt(moment(row, "due_at"))
        .lease(leaseUntil.flatMap(end -> job.lease().map(held -> new Lease(held.worker(), end))))
        .progress(later ? Progress.NONE : JobDocument.readProgress(row.getString("progress")))
        .build();
  }
}
