package dev.sluice.storage.jdbc.jobs;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.storage.jdbc.document.JobDocument;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Reads and writes whole rows of {@code jobs}, within a transaction of the caller. Rows are locked
 * in the order of their ids.
 */
public final class JobTable {
  static final Comparator<Job> BY_ID = Comparator.comparing(Job::id);

  private static final String INSERT =
      """
      INSERT INTO jobs (
        id, tenant, batch, status, priority, folder, attempt, version,
        created_at, due_at, finished_at, lease_until, step, progress,
        bucket, bucket_address, artifact_path, file_stored_at, file_expires_at, kept_since,
        format, document)
      VALUES (
        :id, :tenant, :batch, :status, :priority, :folder, :attempt, :version,
        :created_at, :due_at, :finished_at, :lease_until, :step, :progress,
        :bucket, :bucket_address, :artifact_path, :file_stored_at, :file_expires_at, :kept_since,
        :format, :document)
      """;

  /** Replaces a version of a job by the next one. */
  static final String REPLACE =
      """
      UPDATE jobs SET
        batch = :batch, status = :status, priority = :priority, folder = :folder,
        attempt = :attempt, version = :version, due_at = :due_at, finished_at = :finished_at,
        lease_until = :lease_until, step = :step, progress = :progress,
        bucket = :bucket, bucket_address = :bucket_address, artifact_path = :artifact_path,
        file_stored_at = :file_stored_at, file_expires_at = :file_expires_at,
        kept_since = :kept_since, format = :format, document = :document
      WHERE id = :id AND version = :before
      """;

  private JobTable() {}

  /**
   * Inserts the jobs.
   *
   * @throws SluiceException STORE_UNAVAILABLE if one retries a job that a later version of this
   *     program stored: its request would lack what only that version knows
   */
  public static void insertAll(Handle handle, List<Job> jobs, JobCounts counts) {
    jobs.stream().flatMap(job -> job.retryOf().stream()).forEach(id -> requireKnown(handle, id));
    jobs.forEach(counts::inserted);
    PreparedBatch batch = handle.prepareBatch(INSERT);
    jobs.stream().sorted(BY_ID).forEach(job -> JobRow.bind(batch, job).add());
    batch.execute();
  }

  public static Optional<Job> find(Handle handle, JobId id) {
    return handle
        .createQuery("SELECT * FROM jobs WHERE id = :id")
        .bind("id", id.value())
        .map((row, context) -> JobRow.read(row, context))
        .findOne();
  }

  /**
   * Writes this version of a job if the stored version is {@code before}.
   *
   * @throws SluiceException STORE_UNAVAILABLE if a later version of this program stored the job
   */
  public static boolean overwrite(Handle handle, Job next, long before, JobCounts counts) {
    Optional<JobStatus> status =
        handle
            .createQuery("SELECT status, format FROM jobs WHERE id = :id AND version = :before")
            .bind("id", next.id().value())
            .bind("before", before)
            .map((row, context) -> changeable(row))
            .findOne();
    // A concurrent move makes another version, and then this one is not written.
    boolean taken = status.isPresent() && written(handle, next, before);
    if (taken) {
      counts.moved(next, status.get());
    }
    return taken;
  }

  private static JobStatus changeable(ResultSet row) throws SQLException {
    requireKnown(row.getInt("format"));
    return JobRow.status(row.getString("status"));
  }

  /**
   * Checks that no later version of this program stored the job.
   *
   * @throws SluiceException STORE_UNAVAILABLE
   */
  static void requireKnown(Handle handle, JobId id) {
    handle
        .createQuery("SELECT format FROM jobs WHERE id = :id")
        .bind("id", id.value())
        .mapTo(Integer.class)
        .findOne()
        .ifPresent(JobTable::requireKnown);
  }

  private static void requireKnown(int format) {
    if (format > JobDocument.FORMAT) {
      throw new SluiceException(
          FailureCode.STORE_UNAVAILABLE,
          "A server of a newer version stored this job, and this one is older: try again when all"
              + " servers are updated");
    }
  }

  private static boolean written(Handle handle, Job next, long before) {
    return JobRow.bind(handle.createUpdate(REPLACE), next).bind("before", before).execute() == 1;
  }
}
