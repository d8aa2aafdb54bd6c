package dev.sluice.storage.jdbc.jobs;

import static dev.sluice.storage.jdbc.sql.Columns.moment;

import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Page;
import dev.sluice.core.request.Folder;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Reads pages of a tenant's jobs, newest first. Each page is a walk down an index that starts at
 * the cursor, however deep that is.
 */
final class JobLists {
  /** A position before all jobs. */
  private static final JobQuery.Cursor HEAD =
      new JobQuery.Cursor(Job.WHEN_STARTED, new JobId(new UUID(-1, -1)));

  // A constant first column in ORDER BY lets H2 walk the index instead of sorting. A comparison of
  // pairs would equal the two conditions of the cursor, but H2 uses no index for it.
  private static final String ALL =
      """
      SELECT * FROM jobs
      WHERE tenant = :tenant AND created_at <= :before AND (created_at < :before OR id < :id)
      ORDER BY tenant, created_at DESC, id DESC
      OFFSET :offset ROWS FETCH NEXT :most ROWS ONLY
      """;

  private static final String OF_STATUS =
      """
      SELECT * FROM jobs
      WHERE tenant = :tenant AND status = :status
        AND created_at <= :before AND (created_at < :before OR id < :id)
      ORDER BY tenant, status, created_at DESC, id DESC
      OFFSET :offset ROWS FETCH NEXT :most ROWS ONLY
      """;

  // Each half walks an index, and only their results are sorted.
  private static final String PENDING_OR_PAUSED =
      """
      SELECT * FROM (
        (SELECT * FROM jobs
         WHERE tenant = :tenant AND status = 'PENDING'
           AND created_at <= :before AND (created_at < :before OR id < :id)
         ORDER BY tenant, status, created_at DESC, id DESC FETCH FIRST :both ROWS ONLY)
        UNION ALL
        (SELECT * FROM jobs
         WHERE tenant = :tenant AND status = 'PAUSED'
           AND created_at <= :before AND (created_at < :before OR id < :id)
         ORDER BY tenant, status, created_at DESC, id DESC FETCH FIRST :both ROWS ONLY)) found
      ORDER BY created_at DESC, id DESC
      OFFSET :offset ROWS FETCH NEXT :most ROWS ONLY
      """;

  private static final String OF_FOLDER =
      """
      SELECT * FROM jobs
      WHERE tenant = :tenant AND folder = :folder AND (:any OR status IN (:status, :same))
        AND created_at <= :before AND (created_at < :before OR id < :id)
      ORDER BY tenant, folder, created_at DESC, id DESC
      OFFSET :offset ROWS FETCH NEXT :most ROWS ONLY
      """;

  private static final String COUNT_OF_FOLDER =
      """
      SELECT COUNT(*) FROM jobs
      WHERE tenant = :tenant AND folder = :folder AND (:any OR status IN (:status, :same))
      """;

  // The jobs of a batch are so few that they are sorted.
  private static final String OF_BATCH =
      """
      SELECT jobs.* FROM batch_slots held JOIN jobs ON jobs.id = held.job
      WHERE held.batch = :batch AND jobs.tenant = :tenant
        AND (:any OR jobs.status IN (:status, :same))
        AND (:anywhere OR jobs.folder = :folder)
        AND jobs.created_at <= :before AND (jobs.created_at < :before OR jobs.id < :id)
      ORDER BY jobs.created_at DESC, jobs.id DESC
      OFFSET :offset ROWS FETCH NEXT :most ROWS ONLY
      """;

  private static final String COUNT_OF_BATCH =
      """
      SELECT COUNT(*) FROM batch_slots held JOIN jobs ON jobs.id = held.job
      WHERE held.batch = :batch AND jobs.tenant = :tenant
        AND (:any OR jobs.status IN (:status, :same))
        AND (:anywhere OR jobs.folder = :folder)
      """;

  private JobLists() {}

  static Page<Job> page(Handle handle, JobQuery query) {
    Map<JobStatus, Long> counts = JobCounts.read(handle, query.tenant());
    long total = counts.values().stream().mapToLong(Long::longValue).sum();
    List<Job> found =
        walk(handle, query)
            .bind("tenant", query.tenant().id())
            .bind("before", moment(query.after().orElse(HEAD).createdAt()))
            .bind("id", query.after().orElse(HEAD).id().value())
            .bind("offset", query.offset())
            .bind("most", query.limit() + 1)
            .map((row, context) -> JobRow.read(row, context))
            .list();
    boolean more = found.size() > query.limit();
    List<Job> items = more ? found.subList(0, query.limit()) : found;
    return new Page<>(items, total, matching(handle, query, counts, total), more);
  }

  private static Query walk(Handle handle, JobQuery query) {
    if (query.batch().isPresent()) {
      return ofBatch(handle, OF_BATCH, query);
    }
    if (query.folder().isPresent()) {
      return ofFolder(handle, OF_FOLDER, query);
    }
    if (query.status().isEmpty()) {
      return handle.createQuery(ALL);
    }
    JobStatus status = query.status().get();
    if (status == JobStatus.PENDING) {
      return handle
          .createQuery(PENDING_OR_PAUSED)
          .bind("both", (long) query.offset() + query.limit() + 1);
    }
    return handle.createQuery(OF_STATUS).bind("status", status.name());
  }

  private static long matching(
      Handle handle, JobQuery query, Map<JobStatus, Long> counts, long total) {
    if (query.batch().isPresent()) {
      return count(ofBatch(handle, COUNT_OF_BATCH, query), query);
    }
    if (query.folder().isPresent()) {
      return count(ofFolder(handle, COUNT_OF_FOLDER, query), query);
    }
    return query.status().map(status -> counts.getOrDefault(status, 0L)).orElse(total);
  }

  private static long count(Query query, JobQuery asked) {
    return query.bind("tenant", asked.tenant().id()).mapTo(Long.class).one();
  }

  private static Query ofBatch(Handle handle, String sql, JobQuery query) {
    return ofStatus(handle.createQuery(sql), query)
        .bind("batch", query.batch().map(BatchId::value).orElseThrow())
        .bind("anywhere", query.folder().isEmpty())
        .bind("folder", query.folder().map(Folder::value).orElse(""));
  }

  private static Query ofFolder(Handle handle, String sql, JobQuery query) {
    return ofStatus(handle.createQuery(sql), query)
        .bind("folder", query.folder().map(Folder::value).orElseThrow());
  }

  private static Query ofStatus(Query statement, JobQuery query) {
    String status = query.status().map(JobStatus::name).orElse("");
    boolean pending = status.equals(JobStatus.PENDING.name());
    return statement
        .bind("any", query.status().isEmpty())
        .bind("status", status)
        .bind("same", pending ? JobRow.PAUSED : status);
  }
}
