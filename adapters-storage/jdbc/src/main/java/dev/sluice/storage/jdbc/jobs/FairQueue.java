package dev.sluice.storage.jdbc.jobs;

import static dev.sluice.storage.jdbc.sql.Columns.moment;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.RoundRobin;
import dev.sluice.core.tenant.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Whose turn it is: owners stand in a ring, in the database's order of their names, and this
 * process remembers whom it served last. Nothing is written for it: the next owner with a waiting
 * job is one step in an index. Not thread-safe.
 */
final class FairQueue {
  // A constant first column in ORDER BY lets H2 walk the index instead of sorting.
  private static final String AFTER =
      """
      SELECT * FROM jobs
      WHERE status = 'PENDING' AND tenant > :after AND tenant >= :next AND due_at <= :now
      ORDER BY status, tenant, priority DESC, created_at, id
      FETCH FIRST :most ROWS ONLY
      """;

  private static final String AFTER_UNTIL =
      """
      SELECT * FROM jobs
      WHERE status = 'PENDING' AND tenant > :after AND tenant >= :next AND tenant <= :until
        AND due_at <= :now
      ORDER BY status, tenant, priority DESC, created_at, id
      FETCH FIRST :most ROWS ONLY
      """;

  /**
   * Added to a name, the very next one: H2 begins a walk at what equals the bound and steps over
   * all of it, which are all the jobs of the owner served last.
   */
  private static final String NEXT = "\u0001";

  private static final String COUNT =
      "SELECT COUNT(*) FROM jobs WHERE tenant = :tenant AND status = :status";

  private String last = "";

  /** Waiting jobs, dealt out among their owners. */
  List<Job> next(Handle handle, int most, int mostOfOneOwner, Instant now) {
    List<List<Job>> each = new ArrayList<>();
    gather(handle, AFTER, last, most, mostOfOneOwner, now, each);
    if (!last.isEmpty()) {
      gather(handle, AFTER_UNTIL, "", most, mostOfOneOwner, now, each);
    }
    return RoundRobin.deal(each, most);
  }

  void served(List<Job> jobs) {
    if (!jobs.isEmpty()) {
      last = jobs.get(jobs.size() - 1).owner().id();
    }
  }

  private void gather(
      Handle handle,
      String sql,
      String from,
      int most,
      int mostOfOneOwner,
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
              .bind("most", most)
              .map((row, context) -> JobRow.read(row))
              .list();
      Map<TenantId, List<Job>> byOwner = new LinkedHashMap<>();
      found.forEach(job -> byOwner.computeIfAbsent(job.owner(), own -> new ArrayList<>()).add(job));
      byOwner.forEach(
          (owner, jobs) -> {
            int room = room(handle, owner, jobs.size(), mostOfOneOwner);
            if (room > 0) {
              into.add(jobs.subList(0, room));
            }
          });
      if (found.size() < most) {
        return;
      }
      after = found.get(found.size() - 1).owner().id();
      if (after.equals(last)) {
        return;
      }
    }
  }

  private static int room(Handle handle, TenantId owner, int wanted, int mostOfOneOwner) {
    if (mostOfOneOwner == Integer.MAX_VALUE) {
      return wanted;
    }
    long free = mostOfOneOwner - count(handle, owner, JobStatus.PROCESSING);
    return (int) Math.max(0, Math.min(wanted, free));
  }

  static long count(Handle handle, TenantId owner, JobStatus status) {
    return handle
        .createQuery(COUNT)
        .bind("tenant", owner.id())
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
