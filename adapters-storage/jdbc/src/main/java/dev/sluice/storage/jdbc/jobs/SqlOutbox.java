package dev.sluice.storage.jdbc.jobs;

import static dev.sluice.storage.jdbc.sql.Columns.moment;

import dev.sluice.core.job.NotificationSubject;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.Outbox;
import dev.sluice.storage.jdbc.sql.SqlDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The outbox in the table {@code notifications}. */
public final class SqlOutbox implements Outbox {
  /** How many more candidates are read than asked for: other processes take some of them first. */
  private static final int SPARE = 3;

  private static final String INSERT =
      """
      INSERT INTO notifications (
        id, subject, kind, target, state, attempts, created_at, due_at,
        last_error, last_response_millis)
      VALUES (
        :id, :subject, :kind, :target, :state, :attempts, :created_at, :due_at,
        :last_error, :last_response_millis)
      """;

  private static final String DUE =
      """
      SELECT * FROM notifications due
      WHERE state = 'PENDING' AND due_at <= :now
        AND (leased_until IS NULL OR leased_until <= :now)
        AND NOT EXISTS (
          SELECT 1 FROM notifications older
          WHERE older.subject = due.subject AND older.state = 'PENDING'
            AND (older.created_at < due.created_at
              OR (older.created_at = due.created_at AND older.sequence < due.sequence)))
      ORDER BY state, created_at, sequence
      FETCH FIRST :most ROWS ONLY
      """;

  private static final String TAKE =
      """
      UPDATE notifications SET leased_until = :until
      WHERE id = :id AND state = 'PENDING' AND attempts = :attempts
        AND (leased_until IS NULL OR leased_until <= :now)
      """;

  // A notification that was delivered or given up stays so, even if a sender whose lease has
  // expired reports later.
  private static final String UPDATE =
      """
      UPDATE notifications SET
        state = :state, attempts = :attempts, due_at = :due_at, last_error = :last_error,
        last_response_millis = :last_response_millis, leased_until = NULL
      WHERE id = :id AND state = 'PENDING'
      """;

  private final SqlDatabase database;

  public SqlOutbox(SqlDatabase database) {
    this.database = database;
  }

  public static void insertAll(Handle handle, List<Notification> notifications) {
    if (notifications.isEmpty()) {
      return;
    }
    PreparedBatch batch = handle.prepareBatch(INSERT);
    notifications.forEach(notification -> NotificationColumns.bindAll(batch, notification).add());
    batch.execute();
  }

  @Override
  public List<Notification> claimDue(int most, Instant now, Duration lease) {
    List<Notification> candidates =
        database.query(
            handle ->
                handle
                    .createQuery(DUE)
                    .bind("now", moment(now))
                    .bind("most", most + SPARE)
                    .map((row, context) -> NotificationColumns.read(row))
                    .list());
    List<Notification> taken = new ArrayList<>();
    for (Notification candidate : candidates) {
      if (taken.size() < most && take(candidate, now, lease)) {
        taken.add(candidate);
      }
    }
    return taken;
  }

  private boolean take(Notification candidate, Instant now, Duration lease) {
    return database.update(
            handle ->
                handle
                    .createUpdate(TAKE)
                    .bind("id", candidate.id())
                    .bind("attempts", candidate.attempts())
                    .bind("now", moment(now))
                    .bind("until", moment(now.plus(lease)))
                    .execute())
        == 1;
  }

  @Override
  public void add(Notification notification) {
    database.transaction(
        handle -> {
          insertAll(handle, List.of(notification));
          return notification;
        });
  }

  @Override
  public void update(Notification notification) {
    database.update(
        handle ->
            NotificationColumns.bindOutcome(handle.createUpdate(UPDATE), notification).execute());
  }

  @Override
  public List<Notification> about(NotificationSubject subject) {
    return database.query(
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM notifications WHERE subject = :subject ORDER BY created_at,"
                        + " sequence")
                .bind("subject", subject.value())
                .map((row, context) -> NotificationColumns.read(row))
                .list());
  }
}
