package dev.sluice.storage.jdbc.jobs;

import static dev.sluice.storage.jdbc.sql.Columns.moment;

import dev.sluice.core.job.BatchId;
import dev.sluice.storage.jdbc.document.JobDocument;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Deletes batches that are over, within a transaction of the caller. */
public final class BatchDeletion {
  // A job of a later version is left to that version, with its batch. A slot without a job, which a
  // kill may have left, holds nothing up.
  private static final String LATER =
      """
      SELECT 1 FROM batch_slots held JOIN jobs ON jobs.id = held.job
      WHERE held.batch = :batch AND (
        jobs.kept_since IS NULL OR jobs.kept_since > :until OR jobs.format > :format)
      FETCH FIRST 1 ROWS ONLY
      """;

  private static final String UNDELIVERED =
      """
      SELECT 1 FROM notifications WHERE subject = :batch AND state = 'PENDING'
      FETCH FIRST 1 ROWS ONLY
      """;

  private static final String UNDELIVERED_OF_JOBS =
      """
      SELECT 1 FROM batch_slots held JOIN notifications ON notifications.subject = held.job
      WHERE held.batch = :batch AND notifications.state = 'PENDING'
      FETCH FIRST 1 ROWS ONLY
      """;

  // Also those that were retried.
  private static final String JOBS =
      """
      SELECT jobs.id, jobs.tenant, jobs.status
      FROM batch_slots held JOIN jobs ON jobs.id = held.job
      WHERE held.batch = :batch AND jobs.finished_at IS NOT NULL
      """;

  private static final String DELETE_NOTIFICATIONS =
      "DELETE FROM notifications WHERE subject = :batch AND state <> 'PENDING'";

  private BatchDeletion() {}

  /** Returns whether the last job ended until then, and nothing is left to deliver. */
  static boolean isDue(Handle handle, BatchId batch, Instant keptUntil) {
    return handle
            .createQuery(LATER)
            .bind("batch", batch.value())
            .bind("until", moment(keptUntil))
            .bind("format", JobDocument.FORMAT)
            .mapTo(Integer.class)
            .findOne()
            .isEmpty()
        && isNone(handle, UNDELIVERED, batch)
        && isNone(handle, UNDELIVERED_OF_JOBS, batch);
  }

  private static boolean isNone(Handle handle, String sql, BatchId batch) {
    return handle
        .createQuery(sql)
        .bind("batch", batch.value())
        .mapTo(Integer.class)
        .findOne()
        .isEmpty();
  }

  /** Deletes the jobs of a batch, which is locked, and the notifications about them and it. */
  static JobDeletion.Result deleteJobs(Handle handle, BatchId batch, JobCounts counts) {
    List<JobDeletion.Row> rows =
        handle
            .createQuery(JOBS)
            .bind("batch", batch.value())
            .map((row, context) -> JobDeletion.Row.read(row))
            .list();
    return JobDeletion.deleteAll(handle, rows, List.of(batch.value()), counts);
  }

  /**
   * Deletes a batch whose jobs are deleted, with the notifications about it. Does not delete the
   * batch if it has other jobs.
   *
   * @return how many notifications were deleted
   */
  public static int deleteRest(Handle handle, BatchId batch) {
    run(handle, BatchTable.DELETE_SLOTS, batch);
    run(handle, BatchTable.DELETE_BATCH, batch);
    return run(handle, DELETE_NOTIFICATIONS, batch);
  }

  private static int run(Handle handle, String sql, BatchId batch) {
    return handle.createUpdate(sql).bind("batch", batch.value()).execute();
  }
}
