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
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Deletes jobs that have ended, with everything that belongs to them, within a transaction of the
 * caller. Rows of jobs are locked in the order of their ids, and then those of notifications in the
 * order of theirs, so that two processes never wait for each other.
 */
public final class JobDeletion {
  private static final String FIND =
      "SELECT id, tenant, status FROM jobs WHERE id = :id AND finished_at IS NOT NULL";

  // Those whose object a newer one has replaced.
  static final String REPLACED =
      """
      SELECT DISTINCT older.id
      FROM jobs newer JOIN jobs older
        ON older.artifact_path = newer.artifact_path AND older.finished_at <= newer.finished_at
      WHERE newer.id IN (<ids>) AND older.id <> newer.id
        AND COALESCE(older.bucket_address, '') = COALESCE(newer.bucket_address, '')
      """;

  private static final String NOTIFICATIONS =
      "SELECT id FROM notifications WHERE subject IN (<ids>)";

  // A batch may have more jobs than a statement of PostgreSQL may have parameters.
  private static final int MOST_PARAMETERS = 1_000;

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
    return deleteAll(handle, rows, List.of(), counts).jobs().size();
  }

  /**
   * Deletes jobs.
   *
   * @param others subjects whose notifications are deleted as well
   */
  static Result deleteAll(Handle handle, List<Row> rows, List<UUID> others, JobCounts counts) {
    List<Row> inOrder = rows.stream().sorted(Comparator.comparing(Row::id)).toList();
    forgetReplaced(handle, inOrder);
    List<JobId> deleted = new ArrayList<>();
    int[] each =
        run(
            handle,
            "DELETE FROM jobs WHERE id = :id",
            inOrder.stream().map(row -> row.id().value()));
    for (int i = 0; i < each.length; i++) {
      if (each[i] == 1) {
        Row row = inOrder.get(i);
        counts.deleted(row.id(), row.tenant(), row.status());
        UsageTable.release(handle, row.id(), row.tenant());
        deleted.add(row.id());
      }
    }
    List<UUID> ids = deleted.stream().map(JobId::value).toList();
    Stream<UUID> notifications =
        find(handle, NOTIFICATIONS, Stream.concat(ids.stream(), others.stream()).toList());
    int[] gone = run(handle, "DELETE FROM notifications WHERE id = :id", notifications.sorted());
    run(handle, "DELETE FROM name_reservations WHERE job = :id", ids.stream());
    run(handle, "DELETE FROM batch_slots WHERE job = :id", ids.stream());
    return new Result(deleted, Arrays.stream(gone).sum());
  }

  /**
   * Takes the path from jobs whose object one of these has replaced. Otherwise the object would
   * seem to be theirs after the deletion, and be deleted with them. Their documents, and the times
   * at which their files expire, stay.
   */
  private static void forgetReplaced(Handle handle, List<Row> rows) {
    List<JobId> deleted = rows.stream().map(Row::id).toList();
    Set<JobId> isDeleted = Set.copyOf(deleted);
    Set<JobId> replaced =
        find(handle, REPLACED, deleted.stream().map(JobId::value).toList())
            .map(JobId::new)
            .filter(id -> !isDeleted.contains(id))
            .collect(Collectors.toSet());
    if (replaced.isEmpty()) {
      return;
    }
    // All of them in one order, since each statement below locks only some.
    Stream.concat(deleted.stream(), replaced.stream())
        .sorted()
        .forEach(
            id ->
                handle
                    .createQuery("SELECT id FROM jobs WHERE id = :id FOR UPDATE")
                    .bind("id", id.value())
                    .mapTo(UUID.class)
                    .findOne());
    run(
        handle,
        "UPDATE jobs SET artifact_path = NULL WHERE id = :id",
        replaced.stream().map(JobId::value));
  }

  private static Stream<UUID> find(Handle handle, String sql, List<UUID> ids) {
    List<UUID> found = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += MOST_PARAMETERS) {
      List<UUID> part = ids.subList(from, Math.min(from + MOST_PARAMETERS, ids.size()));
      found.addAll(handle.createQuery(sql).bindList("ids", part).mapTo(UUID.class).list());
    }
    return found.stream();
  }

  private static int[] run(Handle handle, String sql, Stream<UUID> ids) {
    PreparedBatch batch = handle.prepareBatch(sql);
    ids.forEach(id -> batch.bind("id", id).add());
    return batch.size() == 0 ? new int[0] : batch.execute();
  }
}
