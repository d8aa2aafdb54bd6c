package dev.sluice.storage.jdbc.jobs;

import static dev.sluice.storage.jdbc.sql.Columns.moment;

import dev.sluice.core.job.NotificationSubject;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.Outbox;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.document.JobDocument;
import dev.sluice.storage.jdbc.sql.SqlDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;

/** The outbox in the table {@code notifications}. */
public final class SqlOutbox implements Outbox {
  // The row of the job or batch is written in the same transaction, or before.
  private static final String INSERT =
      """
      INSERT INTO notifications (
        id, subject, kind, target, tenant, host, state, attempts, created_at, due_at,
        claimable_at, last_error, last_response_millis)
      VALUES (
        :id, :subject, :kind, :target,
        COALESCE(
          (SELECT tenant FROM jobs WHERE jobs.id = :subject),
          (SELECT tenant FROM batches WHERE batches.id = :subject),
          'local'),
        :host, :state, :attempts, :created_at, :due_at, :claimable_at,
        :last_error, :last_response_millis)
      """;

  private static final String DUE = "claimable_at <= :now";

  /** Written before the clock was set back, since nothing waits so long. */
  private static final String TOO_FAR_AHEAD = "claimable_at > :furthest";

  /** Created before the clock was set back, and neither claimed nor postponed since. */
  private static final String CREATED_AHEAD =
      "created_at > :now AND created_at <= :furthest AND claimable_at = created_at";

  /** A webhook about a job of a later version is left to that version. */
  private static final String OF_KNOWN_FORMAT =
      " AND COALESCE((SELECT format FROM jobs WHERE jobs.id = notifications.subject), 1) <="
          + " :format";

  private static final String WITHOUT_RECEIVERS = " AND (tenant, host) NOT IN (<receivers>)";

  private static final String WITHOUT_TENANTS = " AND tenant NOT IN (<tenants>)";

  private static final String IN_TURN =
      " ORDER BY claimable_at, sequence FETCH FIRST :max ROWS ONLY";

  private static final String CLAIM =
      """
      UPDATE notifications SET claimable_at = :until
      WHERE id = :id AND state = 'PENDING' AND attempts = :attempts
        AND (claimable_at <= :now OR claimable_at > :furthest OR claimable_at = created_at)
      """;

  private static final String OF_RECEIVER = due("id", " AND tenant = :tenant AND host = :host");

  private static final String POSTPONE =
      """
      UPDATE notifications SET due_at = :until, claimable_at = :until
      WHERE id = :id
        AND (claimable_at <= :now OR claimable_at > :furthest OR claimable_at = created_at)
      """;

  // A notification that was delivered or given up stays so, even if a sender whose lease has
  // expired reports later.
  private static final String UPDATE =
      """
      UPDATE notifications SET
        state = :state, attempts = :attempts, due_at = :due_at, claimable_at = :claimable_at,
        last_error = :last_error, last_response_millis = :last_response_millis
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
  public List<Due> due(
      int max, Instant now, Set<Receiver> busyReceivers, Set<TenantId> busyTenants) {
    String sql =
        due(
            "*",
            (busyReceivers.isEmpty() ? "" : WITHOUT_RECEIVERS)
                + (busyTenants.isEmpty() ? "" : WITHOUT_TENANTS));
    return database.query(
        handle -> {
          Query query =
              bindNow(handle.createQuery(sql), now)
                  .bind("format", JobDocument.FORMAT)
                  .bind("max", max);
          if (!busyReceivers.isEmpty()) {
            List<BusyRow> rows = busyReceivers.stream().map(BusyRow::of).toList();
            query.bindMethodsList("receivers", rows, List.of("tenant", "host"));
          }
          if (!busyTenants.isEmpty()) {
            query.bindList("tenants", busyTenants.stream().map(TenantId::id).toList());
          }
          return query.map((row, context) -> NotificationColumns.readDue(row, context)).list();
        });
  }

  /**
   * Returns a query for what is due. It has a part for each reason: with all of them in one
   * condition, a database would read everything that waits.
   */
  private static String due(String columns, String filter) {
    return Stream.of(DUE, TOO_FAR_AHEAD, CREATED_AHEAD)
        .map(
            reason ->
                "(SELECT * FROM notifications WHERE "
                    + reason
                    + OF_KNOWN_FORMAT
                    + filter
                    + IN_TURN
                    + ")")
        .collect(
            Collectors.joining(
                " UNION ALL ", "SELECT " + columns + " FROM (", ") AS due" + IN_TURN));
  }

  private static <S extends SqlStatement<S>> S bindNow(S statement, Instant now) {
    return statement.bind("now", moment(now)).bind("furthest", moment(now.plus(LONGEST_PAUSE)));
  }

  /** The columns that identify a receiver. */
  public record BusyRow(String tenant, String host) {
    static BusyRow of(Receiver receiver) {
      return new BusyRow(receiver.tenant().id(), receiver.host());
    }
  }

  @Override
  public boolean claim(Notification notification, Instant now, Duration lease) {
    return database.update(
            handle ->
                bindNow(handle.createUpdate(CLAIM), now)
                    .bind("id", notification.id())
                    .bind("attempts", notification.attempts())
                    .bind("until", moment(now.plus(lease)))
                    .execute())
        == 1;
  }

  @Override
  public int postpone(Receiver receiver, int max, Instant now, Instant until) {
    return database.transaction(
        handle -> {
          // Rows are locked in one order, so that two processes never wait for each other.
          SortedSet<UUID> due =
              new TreeSet<>(
                  bindNow(handle.createQuery(OF_RECEIVER), now)
                      .bind("tenant", receiver.tenant().id())
                      .bind("host", receiver.host())
                      .bind("format", JobDocument.FORMAT)
                      .bind("max", max)
                      .mapTo(UUID.class)
                      .list());
          PreparedBatch batch = handle.prepareBatch(POSTPONE);
          due.forEach(id -> bindNow(batch, now).bind("id", id).bind("until", moment(until)).add());
          return due.isEmpty() ? 0 : Arrays.stream(batch.execute()).sum();
        });
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
                .map((row, context) -> NotificationColumns.read(row, context))
                .list());
  }
}
