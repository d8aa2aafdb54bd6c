package dev.sluice.storage.jdbc.jobs;

import static dev.sluice.storage.jdbc.sql.Columns.moment;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.port.store.JobQueue;
import dev.sluice.core.shared.RoundRobin;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.document.JobDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Chooses the tenant whose jobs are claimed next. Tenants form a ring, in the order in which the
 * database sorts their names, and this process remembers which one it served last. Nothing is
 * written for it: the next tenant with a waiting job is one step in an index. Jobs that a later
 * version stored are left to servers of that version. Not thread-safe.
 */
final class FairQueue {
  // A constant first column in ORDER BY lets H2 walk the index instead of sorting.
  private static final String AFTER =
      """
      SELECT * FROM jobs
      WHERE status = 'PENDING' AND tenant > :after AND tenant >= :next
        AND (due_at <= :now OR created_at > :now OR due_at > :furthest) AND format <= :format
      ORDER BY status, tenant, priority DESC, created_at, id
      FETCH FIRST :most ROWS ONLY
      """;

  private static final String AFTER_UNTIL =
      """
      SELECT * FROM jobs
      WHERE status = 'PENDING' AND tenant > :after AND tenant >= :next AND tenant <= :until
        AND (due_at <= :now OR created_at > :now OR due_at > :furthest) AND format <= :format
      ORDER BY status, tenant, priority DESC, created_at, id
      FETCH FIRST :most ROWS ONLY
      """;

  /**
   * Appended to a name, gives the next possible name. H2 starts a walk at rows that equal the bound
   * and steps over them, which would be all jobs of the tenant served last.
   */
  private static final String NEXT = "\u0001";

  private static final String COUNT =
      "SELECT COUNT(*) FROM jobs WHERE tenant = :tenant AND status = :status";

  private String last = "";

  /** Returns waiting jobs, tenants in turn. */
  List<Job> next(Handle handle, int most, int mostPerTenant, Instant now) {
    List<List<Job>> each = new ArrayList<>();
    gather(handle, AFTER, last, most, mostPerTenant, now, each);
    if (!last.isEmpty()) {
      gather(handle, AFTER_UNTIL, "", most, mostPerTenant, now, each);
    }
    return RoundRobin.deal(each, most);
  }

  void served(List<Job> jobs) {
    if (!jobs.isEmpty()) {
      last = jobs.get(jobs.size() - 1).tenant().id();
    }
  }

  private void gather(
      Handle handle,
      String sql,
      String from,
      int most,
      int mostPerTenant,
      Instant now,
      List<List<Job>> into) {
    String after = from;
    while (into.size() < most) {
      Query query = handle.createQuery(sql);
      if (sql.equals(AFTER_UNTIL)) {
        query.bind("until", last);
      }
      List<Job> found =
          query
              .bind("after", after)
              .bind("next", after + NEXT)
              .bind("now", moment(now))
              .bind("furthest", moment(now.plus(JobQueue.FURTHEST_DUE)))
              .bind("format", JobDocument.FORMAT)
              .bind("most", most)
              .map((row, context) -> JobRow.read(row, context))
              .list();
      Map<TenantId, List<Job>> byTenant = new LinkedHashMap<>();
      found.forEach(
          job -> byTenant.computeIfAbsent(job.tenant(), own -> new ArrayList<>()).add(job));
      byTenant.forEach(
          (tenant, jobs) -> {
            int free = room(handle, tenant, jobs.size(), mostPerTenant);
            if (free > 0) {
              into.add(jobs.subList(0, free));
            }
          });
      if (found.size() < most) {
        return;
      }
      after = found.get(found.size() - 1).tenant().id();
      if (after.equals(last)) {
        return;
      }
    }
  }

  private static int room(Handle handle, TenantId tenant, int wanted, int mostPerTenant) {
    if (mostPerTenant == Integer.MAX_VALUE) {
      return wanted;
    }
    long free = mostPerTenant - count(handle, tenant, JobStatus.PROCESSING);
    return (int) Math.max(0, Math.min(wanted, free));
  }

  static long count(Handle handle, TenantId tenant, JobStatus status) {
    return handle
        .createQuery(COUNT)
        .bind("tenant", tenant.id())
        .bind("status", status.name())
        .mapTo(Long.class)
        .one();
  }

  static long count(Handle handle, JobStatus status) {
    return handle
        .createQuery("SELECT COUNT(*) FROM jobs WHERE status = :status")
        .bind("status", status.name())
        .mapTo(Long.class)
        .one();
  }
}
