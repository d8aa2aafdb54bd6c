package dev.sluice.storage.jobs;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Page;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Parts of an owner's jobs, newest first. */
final class JobLists {
  // The owner and the status in ORDER BY let H2 walk the index instead of sorting.
  private static final String ALL =
      """
      SELECT * FROM jobs WHERE owner = :owner
      ORDER BY owner, created_at DESC, id DESC
      OFFSET :offset ROWS FETCH NEXT :limit ROWS ONLY
      """;

  private static final String OF_STATUS =
      """
      SELECT * FROM jobs WHERE owner = :owner AND status = :status
      ORDER BY owner, status, created_at DESC, id DESC
      OFFSET :offset ROWS FETCH NEXT :limit ROWS ONLY
      """;

  // Each half is a walk of its own, and only what both found is sorted.
  private static final String PENDING_OR_PAUSED =
      """
      SELECT * FROM (
        (SELECT * FROM jobs WHERE owner = :owner AND status = 'PENDING'
         ORDER BY owner, status, created_at DESC, id DESC FETCH FIRST :both ROWS ONLY)
        UNION ALL
        (SELECT * FROM jobs WHERE owner = :owner AND status = 'PAUSED'
         ORDER BY owner, status, created_at DESC, id DESC FETCH FIRST :both ROWS ONLY)) found
      ORDER BY created_at DESC, id DESC
      OFFSET :offset ROWS FETCH NEXT :limit ROWS ONLY
      """;

  private JobLists() {}

  static Page<Job> page(Handle handle, JobQuery query) {
    Map<JobStatus, Long> counts = counts(handle, query);
    long total = counts.values().stream().mapToLong(Long::longValue).sum();
    List<Job> items =
        statement(handle, query)
            .bind("owner", query.owner().id())
            .bind("offset", query.offset())
            .bind("limit", query.limit())
            .map((row, context) -> JobColumns.read(row))
            .list();
    long found = query.status().map(status -> counts.getOrDefault(status, 0L)).orElse(total);
    return new Page<>(items, total, found);
  }

  private static Query statement(Handle handle, JobQuery query) {
    if (query.status().isEmpty()) {
      return handle.createQuery(ALL);
    }
    JobStatus status = query.status().get();
    if (status == JobStatus.PENDING) {
      return handle
          .createQuery(PENDING_OR_PAUSED)
          .bind("both", (long) query.offset() + query.limit());
    }
    return handle.createQuery(OF_STATUS).bind("status", status.name());
  }

  private static Map<JobStatus, Long> counts(Handle handle, JobQuery query) {
    return handle
        .createQuery(
            "SELECT status, COUNT(*) AS jobs FROM jobs WHERE owner = :owner GROUP BY status")
        .bind("owner", query.owner().id())
        .reduceRows(
            new EnumMap<>(JobStatus.class),
            (all, row) -> {
              all.merge(
                  JobColumns.status(row.getColumn("status", String.class)),
                  row.getColumn("jobs", Long.class),
                  Long::sum);
              return all;
            });
  }
}
