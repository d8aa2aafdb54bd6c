package dev.sluice.storage.jdbc.jobs;

import static dev.sluice.storage.jdbc.sql.Columns.moment;

import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.port.store.RetentionStore;
import dev.sluice.storage.jdbc.document.JobDocument;
import dev.sluice.storage.jdbc.sql.Columns;
import dev.sluice.storage.jdbc.sql.SqlDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;

/**
 * Deletes jobs, batches and notifications. Candidates are read without a lock. A batch is locked
 * before it is checked, as by every transaction that ends or retries one of its jobs; a job without
 * a batch stays ended.
 */
public final class SqlRetentionStore implements RetentionStore {
  // Each query walks an index. Its lower bound passes over the open jobs, which have no end. The
  // constant first column of ORDER BY is for the index, see JobLists.
  static final String ENDED_JOBS =
      """
      SELECT id, tenant, status, kept_since, EXISTS (
          SELECT 1 FROM notifications
          WHERE notifications.subject = jobs.id AND notifications.state = 'PENDING') AS waits
      FROM jobs
      WHERE batch IS NULL AND kept_since <= :until AND format <= :format
        AND kept_since >= :after AND (kept_since > :after OR id > :id)
      ORDER BY batch, kept_since, id
      FETCH FIRST :max ROWS ONLY
      """;

  static final String BATCHES =
      """
      SELECT id, created_at FROM batches
      WHERE created_at <= :until
        AND created_at >= :after AND (created_at > :after OR id > :id)
      ORDER BY created_at, id
      FETCH FIRST :max ROWS ONLY
      """;

  static final String NOTIFICATIONS =
      """
      SELECT id, created_at, state FROM notifications
      WHERE created_at <= :until
        AND created_at >= :after AND (created_at > :after OR id > :id)
      ORDER BY created_at, id
      FETCH FIRST :max ROWS ONLY
      """;

  static final String OLD_FILES =
      """
      SELECT * FROM jobs
      WHERE file_stored_at <= :until AND format <= :format
        AND file_stored_at >= :after AND (file_stored_at > :after OR id > :id)
      ORDER BY file_stored_at, id
      FETCH FIRST :max ROWS ONLY
      """;

  static final String EXPIRED_FILES =
      """
      SELECT * FROM jobs
      WHERE file_expires_at <= :until AND format <= :format
        AND file_expires_at >= :after AND (file_expires_at > :after OR id > :id)
      ORDER BY file_expires_at, id
      FETCH FIRST :max ROWS ONLY
      """;

  static final String OLDEST =
      """
      SELECT * FROM (
        (SELECT kept_since AS moment FROM jobs
         WHERE batch IS NULL AND kept_since >= :epoch
         ORDER BY batch, kept_since, id FETCH FIRST 1 ROWS ONLY)
        UNION ALL
        (SELECT file_stored_at FROM jobs
         WHERE file_stored_at >= :epoch
         ORDER BY file_stored_at, id FETCH FIRST 1 ROWS ONLY)
        UNION ALL
        (SELECT created_at FROM batches ORDER BY created_at, id FETCH FIRST 1 ROWS ONLY)) found
      ORDER BY moment FETCH FIRST 1 ROWS ONLY
      """;

  private static final String UPDATE_CLOCK =
      "UPDATE retention_clock SET seen_at = :seen, waiting_since = :waiting WHERE id = 1";

  private static final String INSERT_CLOCK =
      """
      INSERT INTO retention_clock (id, seen_at, waiting_since) VALUES (1, :seen, :waiting)
      """;

  private final SqlDatabase database;
  private final Consumer<Rows> journal;

  /** What one transaction deletes. */
  public record Rows(List<JobId> jobs, List<BatchId> batches, List<UUID> notifications) {
    public Rows {
      jobs = List.copyOf(jobs);
      batches = List.copyOf(batches);
      notifications = List.copyOf(notifications);
    }
  }

  private record Told(Position position, String state) {}

  private record Candidate(JobDeletion.Row row, Instant keptSince, boolean waits) {}

  /**
   * @param journal called when each transaction has written all, before its commit: what it records
   *     must not be restored, even if the process dies right after the commit
   */
  public SqlRetentionStore(SqlDatabase database, Consumer<Rows> journal) {
    this.database = database;
    this.journal = journal;
  }

  @Override
  public Deleted deleteJobs(Instant keptUntil, Position after, int max) {
    return database.transaction(
        handle -> {
          List<Candidate> found =
              candidates(handle, ENDED_JOBS, keptUntil, after, max)
                  .map(
                      (row, context) ->
                          new Candidate(
                              JobDeletion.Row.read(row),
                              Columns.moment(row, "kept_since"),
                              row.getBoolean("waits")))
                  .list();
          JobCounts counts = new JobCounts();
          JobDeletion.Result deleted =
              JobDeletion.deleteAll(
                  handle,
                  found.stream().filter(one -> !one.waits()).map(Candidate::row).toList(),
                  List.of(),
                  counts);
          counts.write(handle);
          record(new Rows(deleted.jobs(), List.of(), List.of()));
          return new Deleted(
              deleted.jobs().size(),
              0,
              deleted.notifications(),
              next(
                  found.stream()
                      .map(one -> new Position(one.keptSince(), one.row().id().value()))
                      .toList(),
                  max));
        });
  }

  @Override
  public Deleted deleteBatches(Instant keptUntil, Position after, int max) {
    List<Position> found =
        database.query(
            handle ->
                candidates(handle, BATCHES, keptUntil, after, max)
                    .map((row, context) -> position(row))
                    .list());
    Deleted sum = Deleted.NOTHING;
    for (Position position : found) {
      sum = sum.plus(deleteBatch(new BatchId(position.id()), keptUntil));
    }
    return sum.plus(new Deleted(0, 0, 0, next(found, max)));
  }

  private Deleted deleteBatch(BatchId batch, Instant keptUntil) {
    // First without a lock: an old batch that is still open is asked again and again.
    if (!database.query(handle -> BatchDeletion.isDue(handle, batch, keptUntil))) {
      return Deleted.NOTHING;
    }
    return database.transaction(
        handle -> {
          BatchTable.lock(handle, batch);
          // Another process may have deleted it meanwhile.
          if (BatchTable.find(handle, batch).isEmpty()
              || !BatchDeletion.isDue(handle, batch, keptUntil)) {
            return Deleted.NOTHING;
          }
          JobCounts counts = new JobCounts();
          JobDeletion.Result ofJobs = BatchDeletion.deleteJobs(handle, batch, counts);
          int ofBatch = BatchDeletion.deleteRest(handle, batch);
          counts.write(handle);
          record(new Rows(ofJobs.jobs(), List.of(batch), List.of()));
          return new Deleted(
              ofJobs.jobs().size(), 1, ofJobs.notifications() + ofBatch, Optional.empty());
        });
  }

  @Override
  public Deleted deleteNotifications(Instant createdUntil, Position after, int max) {
    return database.transaction(
        handle -> {
          List<Told> found =
              candidates(handle, NOTIFICATIONS, createdUntil, after, max)
                  .map((row, context) -> new Told(position(row), row.getString("state")))
                  .list();
          List<UUID> over =
              found.stream()
                  .filter(one -> !one.state().equals("PENDING"))
                  .map(one -> one.position().id())
                  .toList();
          int deleted = deleteNotifications(handle, over);
          record(new Rows(List.of(), List.of(), over));
          return new Deleted(0, 0, deleted, next(found.stream().map(Told::position).toList(), max));
        });
  }

  @Override
  public Files oldFiles(Instant storedUntil, Position after, int max) {
    return files(OLD_FILES, "file_stored_at", storedUntil, after, max);
  }

  @Override
  public Files expiredFiles(Instant expiredUntil, Position after, int max) {
    return files(EXPIRED_FILES, "file_expires_at", expiredUntil, after, max);
  }

  private Files files(String sql, String time, Instant until, Position after, int max) {
    List<Map.Entry<Position, Job>> found =
        database.query(
            handle ->
                candidates(handle, sql, until, after, max)
                    .map(
                        (row, context) -> Map.entry(position(row, time), JobRow.read(row, context)))
                    .list());
    return new Files(
        found.stream().map(Map.Entry::getValue).toList(),
        next(found.stream().map(Map.Entry::getKey).toList(), max));
  }

  /**
   * Deletes notifications that are not Pending.
   *
   * @return how many were there
   */
  public static int deleteNotifications(Handle handle, List<UUID> ids) {
    // In one order, so that two processes never wait for each other.
    PreparedBatch batch =
        handle.prepareBatch("DELETE FROM notifications WHERE id = :id AND state <> 'PENDING'");
    ids.stream().sorted().forEach(id -> batch.bind("id", id).add());
    return ids.isEmpty() ? 0 : Arrays.stream(batch.execute()).sum();
  }

  private void record(Rows rows) {
    if (!rows.jobs().isEmpty() || !rows.batches().isEmpty() || !rows.notifications().isEmpty()) {
      journal.accept(rows);
    }
  }

  private static Query candidates(
      Handle handle, String sql, Instant until, Position after, int max) {
    Query query = handle.createQuery(sql);
    // Jobs of a later version are left to that version.
    return (sql.contains(":format") ? query.bind("format", JobDocument.FORMAT) : query)
        .bind("until", moment(until))
        .bind("after", moment(after.time()))
        .bind("id", after.id())
        .bind("max", max);
  }

  private static Position position(ResultSet row) throws SQLException {
    return position(row, "created_at");
  }

  private static Position position(ResultSet row, String time) throws SQLException {
    return new Position(Columns.moment(row, time), Columns.id(row, "id"));
  }

  private static Optional<Position> next(List<Position> found, int max) {
    return found.size() < max ? Optional.empty() : Optional.of(found.get(found.size() - 1));
  }

  @Override
  public Optional<Instant> oldest() {
    return database.query(
        handle ->
            handle
                .createQuery(OLDEST)
                .bind("epoch", moment(Instant.EPOCH))
                .map((row, context) -> moment(row, "moment"))
                .findOne());
  }

  @Override
  public Optional<ClockRecord> clock() {
    return database.query(
        handle ->
            handle
                .createQuery("SELECT seen_at, waiting_since FROM retention_clock WHERE id = 1")
                .map(
                    (row, context) ->
                        new ClockRecord(
                            moment(row, "seen_at"), Columns.optionalMoment(row, "waiting_since")))
                .findOne());
  }

  @Override
  public void setClock(ClockRecord record) {
    int known =
        database.update(handle -> bound(handle.createUpdate(UPDATE_CLOCK), record).execute());
    if (known == 0) {
      // Of two processes that insert it at once, the record of either will do.
      database.unlessTaken(handle -> bound(handle.createUpdate(INSERT_CLOCK), record).execute());
    }
  }

  private static Update bound(Update statement, ClockRecord record) {
    return statement
        .bind("seen", moment(record.seenAt()))
        .bind("waiting", moment(record.waitingSince()));
  }
}
