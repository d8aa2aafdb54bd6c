package dev.sluice.storage.jdbc.jobs;

import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.sql.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Deletes jobs that have ended, with everything that belongs to them, within a transaction of the
 * caller. Rows of jobs are locked in the order of their ids.
 */
public final class JobDeletion {
  private static final String FIND =
      "SELECT id, tenant, status FROM jobs WHERE id = :id AND finished_at IS NOT NULL";

  private JobDeletion() {}

  /** A job that has ended: what its deletion needs of it. */
  public record Row(JobId id, TenantId tenant, JobStatus status) {
    static Row read(ResultSet row) throws SQLException {
      return new Row(
          new JobId(Columns.id(row, "id")),
          new TenantId(row.getString("tenant")),
          JobRow.status(row.getString("status")));
    }
  }

  /**
   * What was deleted.
   *
   * @param jobs those that no other transaction had deleted before
   */
  record Result(List<JobId> jobs, int notifications) {}

  /** Returns the job if it is stored and has ended. */
  public static Optional<Row> find(Handle handle, JobId id) {
    return handle
        .createQuery(FIND)
        .bind("id", id.value())
        .map((row, context) -> Row.read(row))
        .findOne();
  }

  /**
   * Deletes jobs.
   *
   * @return how many were there
   */
  public static int delete(Handle handle, List<Row> rows, JobCounts counts) {
    return deleteAll(handle, rows, counts).jobs().size();
  }

  static Result deleteAll(Handle handle, List<Row> rows, JobCounts counts) {
    List<Row> inOrder = rows.stream().sorted(Comparator.comparing(Row::id)).toList();
    List<JobId> deleted = new ArrayList<>();
    int[] each = run(handle, "DELETE FROM jobs WHERE id = :id", inOrder.stream().map(Row::id));
    for (int i = 0; i < each.length; i++) {
      if (each[i] == 1) {
        Row row = inOrder.get(i);
        counts.deleted(row.id(), row.tenant(), row.status());
        UsageTable.release(handle, row.id(), row.tenant());
        deleted.add(row.id());
      }
    }
    int[] notifications =
        run(handle, "DELETE FROM notifications WHERE subject = :id", deleted.stream());
    run(handle, "DELETE FROM name_reservations WHERE job = :id", deleted.stream());
    run(handle, "DELETE FROM batch_slots WHERE job = :id", deleted.stream());
    return new Result(deleted, Arrays.stream(notifications).sum());
  }

  private static int[] run(Handle handle, String sql, Stream<JobId> jobs) {
    PreparedBatch batch = handle.prepareBatch(sql);
    jobs.forEach(job -> batch.bind("id", job.value()).add());
    return batch.size() == 0 ? new int[0] : batch.execute();
  }
}
