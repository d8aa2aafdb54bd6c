package dev.sluice.storage.jdbc.jobs;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.sql.Database;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * How many jobs an owner has in each status, kept in the transactions that change it: gathered
 * while a transaction runs, and written at its end. A claim changes nothing here. Not thread-safe.
 */
public final class JobCounts {
  /** Two transactions of one owner wait for each other once in so many times. */
  private static final int SHARDS = 16;

  private static final String TAKEN = "TAKEN";

  private static final String ADD =
      """
      UPDATE job_counts SET jobs = jobs + :more
      WHERE tenant = :tenant AND counted = :counted AND shard = :shard
      """;

  private static final String BEGIN =
      "INSERT INTO job_counts (tenant, counted, shard, jobs) VALUES (:tenant, :counted, :shard,"
          + " :more)";

  // One statement, so that all of it is seen at one moment.
  private static final String READ =
      """
      SELECT counted, SUM(jobs) AS jobs FROM job_counts WHERE tenant = :tenant GROUP BY counted
      UNION ALL
      SELECT 'PROCESSING', COUNT(*) FROM jobs WHERE tenant = :tenant AND status = 'PROCESSING'
      """;

  private record Row(String owner, String what, int shard) {}

  // Everybody locks them in this order.
  private final Map<Row, Long> changes =
      new TreeMap<>(
          Comparator.comparing(Row::owner).thenComparing(Row::what).thenComparing(Row::shard));

  /** What was moved, and whether it came to its end by it. */
  private final Map<Job, Boolean> moved = new LinkedHashMap<>();

  private int shard = -1;

  void inserted(Job job) {
    add(job, TAKEN, 1);
    ended(job, job.status(), 1);
  }

  /** It was lost, and is inserted again as it stands: its owner's figures have to follow. */
  public void restored(Job job) {
    moved.put(job, job.status().isFinal());
  }

  void withdrawn(Job job) {
    add(job, TAKEN, -1);
    ended(job, job.status(), -1);
  }

  void moved(Job next, JobStatus before) {
    // A file's deletion is a move of a job that was over, and counted, long ago.
    moved.put(next, next.status().isFinal() && !before.isFinal());
    if (next.status() != before) {
      ended(next, before, -1);
      ended(next, next.status(), 1);
    }
  }

  private void ended(Job job, JobStatus status, int more) {
    if (status.isFinal()) {
      add(job, status.name(), more);
    }
  }

  private void add(Job job, String what, long more) {
    // One for the whole transaction, drawn by the first job's id, which is random.
    shard = shard < 0 ? Math.floorMod(job.id().hashCode(), SHARDS) : shard;
    changes.merge(new Row(job.owner().id(), what, shard), more, Long::sum);
  }

  /** The last thing that a transaction does: from here on others may wait for it. */
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
      // Somebody else has begun it at the same moment.
      if (Database.sqlState(e).filter("23505"::equals).isEmpty()) {
        throw e;
      }
      handle.rollbackToSavepoint("count");
      run(handle, ADD, row, more);
    }
  }

  private static int run(Handle handle, String sql, Row row, long more) {
    return handle
        .createUpdate(sql)
        .bind("tenant", row.owner())
        .bind("counted", row.what())
        .bind("shard", row.shard())
        .bind("more", more)
        .execute();
  }

  /** How many stand in each status; paused ones as Pending. */
  static Map<JobStatus, Long> read(Handle handle, TenantId owner) {
    Map<JobStatus, Long> counts = new EnumMap<>(JobStatus.class);
    counts.put(JobStatus.PENDING, 0L);
    handle
        .createQuery(READ)
        .bind("tenant", owner.id())
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
