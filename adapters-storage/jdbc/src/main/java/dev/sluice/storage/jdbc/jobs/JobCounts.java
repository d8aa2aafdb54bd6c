package dev.sluice.storage.jdbc.jobs;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.sql.SqlDatabase;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * Counts a tenant's jobs by status, in the transactions that change them: changes are collected
 * while a transaction runs, and written at its end. A claim changes no count. Not thread-safe.
 */
public final class JobCounts {
  /** One in so many pairs of concurrent transactions of a tenant waits for each other. */
  private static final int SHARDS = 16;

  private static final String TAKEN = "TAKEN";

  /** Those that were deleted after their end; only counted up. */
  private static final String DELETED = "DELETED";

  private static final String ADD =
      """
      UPDATE job_counts SET jobs = jobs + :more
      WHERE tenant = :tenant AND counted = :counted AND shard = :shard
      """;

  private static final String BEGIN =
      "INSERT INTO job_counts (tenant, counted, shard, jobs) VALUES (:tenant, :counted, :shard,"
          + " :more)";

  // One statement, so that it sees all counts at one moment.
  private static final String READ =
      """
      SELECT counted, SUM(jobs) AS jobs FROM job_counts
      WHERE tenant = :tenant AND counted <> 'DELETED' GROUP BY counted
      UNION ALL
      SELECT 'PROCESSING', COUNT(*) FROM jobs WHERE tenant = :tenant AND status = 'PROCESSING'
      """;

  private static final String SUBMITTED =
      """
      SELECT COALESCE(SUM(jobs), 0) FROM job_counts
      WHERE tenant = :tenant AND counted IN ('TAKEN', 'DELETED')
      """;

  private record Row(String tenant, String what, int shard) {}

  // Every transaction locks the rows in this order.
  private final Map<Row, Long> changes =
      new TreeMap<>(
          Comparator.comparing(Row::tenant).thenComparing(Row::what).thenComparing(Row::shard));

  /** Jobs that were moved, and whether the move ended them. */
  private final Map<Job, Boolean> moved = new LinkedHashMap<>();

  private int shard = -1;

  void inserted(Job job) {
    add(job.id(), job.tenant(), TAKEN, 1);
    ended(job, job.status(), 1);
  }

  /** Counts a lost job that is inserted again, with all that it has used. */
  public void restored(Job job) {
    moved.put(job, job.status().isFinal());
  }

  /** Counts a job less that was never announced. */
  void withdrawn(Job job) {
    removed(job.id(), job.tenant(), job.status());
  }

  /** Counts a job less; what it used stays, and that it was submitted. */
  void deleted(JobId id, TenantId tenant, JobStatus status) {
    removed(id, tenant, status);
    add(id, tenant, DELETED, 1);
  }

  private void removed(JobId id, TenantId tenant, JobStatus status) {
    add(id, tenant, TAKEN, -1);
    if (status.isFinal()) {
      add(id, tenant, status.name(), -1);
    }
  }

  void moved(Job next, JobStatus before) {
    // Deleting a file moves a job that ended, and was counted, before.
    moved.put(next, next.status().isFinal() && !before.isFinal());
    if (next.status() != before) {
      ended(next, before, -1);
      ended(next, next.status(), 1);
    }
  }

  private void ended(Job job, JobStatus status, int more) {
    if (status.isFinal()) {
      add(job.id(), job.tenant(), status.name(), more);
    }
  }

  private void add(JobId job, TenantId tenant, String what, long more) {
    // One shard for the whole transaction, chosen by the id of its first job, which is random.
    shard = shard < 0 ? Math.floorMod(job.hashCode(), SHARDS) : shard;
    changes.merge(new Row(tenant.id(), what, shard), more, Long::sum);
  }

  /**
   * Writes the changes. The last step of a transaction, since from here on others may wait for it.
   */
  public void write(Handle handle) {
    moved.forEach((job, ended) -> UsageTable.moved(handle, job, ended));
    moved.clear();
    changes.forEach((row, more) -> write(handle, row, more));
    changes.clear();
  }

  private static void write(Handle handle, Row row, long more) {
    if (more == 0 || run(handle, ADD, row, more) == 1) {
      return;
    }
    handle.savepoint("count");
    try {
      run(handle, BEGIN, row, more);
    } catch (UnableToExecuteStatementException e) {
      // Another transaction has just inserted the row.
      if (SqlDatabase.sqlState(e).filter("23505"::equals).isEmpty()) {
        throw e;
      }
      handle.rollbackToSavepoint("count");
      run(handle, ADD, row, more);
    }
  }

  private static int run(Handle handle, String sql, Row row, long more) {
    return handle
        .createUpdate(sql)
        .bind("tenant", row.tenant())
        .bind("counted", row.what())
        .bind("shard", row.shard())
        .bind("more", more)
        .execute();
  }

  /** Returns the number of jobs that were ever submitted. */
  static long submitted(Handle handle, TenantId tenant) {
    return handle.createQuery(SUBMITTED).bind("tenant", tenant.id()).mapTo(Long.class).one();
  }

  /** Returns the number of jobs in each status; paused ones are Pending. */
  static Map<JobStatus, Long> read(Handle handle, TenantId tenant) {
    Map<JobStatus, Long> counts = new EnumMap<>(JobStatus.class);
    counts.put(JobStatus.PENDING, 0L);
    handle
        .createQuery(READ)
        .bind("tenant", tenant.id())
        .map(
            (row, context) -> {
              String what = row.getString("counted");
              long jobs = row.getLong("jobs");
              if (what.equals(TAKEN)) {
                counts.merge(JobStatus.PENDING, jobs, Long::sum);
              } else {
                counts.put(JobStatus.valueOf(what), jobs);
                counts.merge(JobStatus.PENDING, -jobs, Long::sum);
              }
              return what;
            })
        .list();
    return counts;
  }
}
