package dev.sluice.storage.jdbc.jobs;

import static dev.sluice.storage.jdbc.sql.Columns.moment;

import dev.sluice.core.port.store.IdempotencyStore;
import dev.sluice.core.tenant.IdempotencyClaim;
import dev.sluice.core.tenant.StoredResponse;
import dev.sluice.storage.jdbc.sql.Columns;
import dev.sluice.storage.jdbc.sql.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Idempotency keys in {@code idempotency_keys}: a row is a hold until {@code kept_until}, and a
 * kept answer once it has one. Thread-safe.
 */
public final class IdempotencyKeyTable implements IdempotencyStore {
  /**
   * Every so many takes, twice as many rows whose time is up go: the table cannot grow for ever.
   */
  private static final int SWEEP_EVERY = 100;

  private static final int SWEPT_AT_ONCE = 2 * SWEEP_EVERY;

  private static final String INSERT =
      """
      INSERT INTO idempotency_keys (
        tenant, idempotency_key, fingerprint, claim, expires_at, response, long_response)
      VALUES (:tenant, :key, :fingerprint, :claim, :until, :response, :long_response)
      """;

  private record Row(String fingerprint, UUID hold, Instant until, Optional<String> answer) {
    static Row read(ResultSet row) throws SQLException {
      Optional<String> answer = Columns.optionalText(row, "response");
      return new Row(
          row.getString("fingerprint"),
          Columns.id(row, "claim"),
          Columns.moment(row, "expires_at"),
          Columns.optionalText(row, "long_response").or(() -> answer));
    }
  }

  private final Database database;
  private final AtomicLong takes = new AtomicLong();

  public IdempotencyKeyTable(Database database) {
    this.database = database;
  }

  @Override
  public Optional<String> claim(IdempotencyClaim hold, Instant now, Duration lease) {
    if (takes.incrementAndGet() % SWEEP_EVERY == 0) {
      sweep(now);
    }
    Instant until = now.plus(lease);
    Optional<Row> known = find(hold);
    while (known.isEmpty() || !known.get().until().isAfter(now)) {
      boolean taken =
          known.isEmpty()
              ? database.unlessTaken(handle -> insert(handle, hold, until, null))
              : takenOver(hold, known.get(), now, until);
      if (taken) {
        return Optional.empty();
      }
      // Somebody was quicker: look whether it was the same request.
      known = find(hold);
    }
    Row row = known.get();
    if (!row.fingerprint().equals(hold.fingerprint())) {
      throw hold.reused();
    }
    if (row.answer().isEmpty()) {
      throw hold.inUse();
    }
    return row.answer();
  }

  private boolean takenOver(IdempotencyClaim hold, Row before, Instant now, Instant until) {
    return database.update(
            handle ->
                named(
                        handle.createUpdate(
                            """
                            UPDATE idempotency_keys SET
                              fingerprint = :fingerprint, claim = :claim, expires_at = :until,
                              response = NULL, long_response = NULL
                            WHERE tenant = :tenant AND idempotency_key = :key
                              AND claim = :before AND expires_at <= :now
                            """),
                        hold)
                    .bind("fingerprint", hold.fingerprint())
                    .bind("until", moment(until))
                    .bind("before", before.hold())
                    .bind("now", moment(now))
                    .execute())
        == 1;
  }

  /**
   * Keeps the answer, in the transaction of what was answered.
   *
   * @throws dev.sluice.core.failure.SluiceException KEY_IN_USE if the hold stands no more
   */
  static void keep(Handle handle, StoredResponse kept) {
    int held =
        named(
                handle.createUpdate(
                    """
                    UPDATE idempotency_keys SET
                      response = :response, long_response = :long_response, expires_at = :until
                    WHERE tenant = :tenant AND idempotency_key = :key
                      AND claim = :claim AND response IS NULL
                    """),
                kept.hold())
            .bind("response", shortOf(Columns.storable(kept.text())))
            .bind("long_response", longOf(Columns.storable(kept.text())))
            .bind("until", moment(kept.until()))
            .execute();
    if (held == 0) {
      throw kept.hold().inUse();
    }
  }

  @Override
  public void release(IdempotencyClaim hold) {
    database.update(
        handle ->
            named(
                    handle.createUpdate(
                        """
                        DELETE FROM idempotency_keys
                        WHERE tenant = :tenant AND idempotency_key = :key
                          AND claim = :claim AND response IS NULL
                        """),
                    hold)
                .execute());
  }

  /** Takes back what {@link #keep} wrote. */
  static void forget(Handle handle, StoredResponse kept) {
    named(
            handle.createUpdate(
                """
                DELETE FROM idempotency_keys
                WHERE tenant = :tenant AND idempotency_key = :key AND claim = :claim
                """),
            kept.hold())
        .execute();
  }

  /**
   * Puts an answer back unless the table has a later one under its key.
   *
   * @return how many were put back
   */
  public static int restore(Handle handle, StoredResponse kept) {
    Optional<Row> known = find(handle, kept.hold());
    if (known.isPresent() && !known.get().until().isBefore(Columns.micros(kept.until()))) {
      return 0;
    }
    forgetAny(handle, kept.hold());
    insert(handle, kept.hold(), kept.until(), Columns.storable(kept.text()));
    return 1;
  }

  private static void forgetAny(Handle handle, IdempotencyClaim hold) {
    handle
        .createUpdate(
            "DELETE FROM idempotency_keys WHERE tenant = :tenant AND idempotency_key = :key")
        .bind("tenant", hold.owner().id())
        .bind("key", hold.key().value())
        .execute();
  }

  private void sweep(Instant now) {
    database.transaction(
        handle -> {
          // In one order, so that two sweepers never wait for each other.
          List<KeyRow> over =
              handle
                  .createQuery(
                      """
                      SELECT tenant, idempotency_key FROM idempotency_keys
                      WHERE expires_at <= :now
                      ORDER BY expires_at, tenant, idempotency_key
                      FETCH FIRST :most ROWS ONLY
                      """)
                  .bind("now", moment(now))
                  .bind("most", SWEPT_AT_ONCE)
                  .map(
                      (row, context) ->
                          new KeyRow(row.getString("tenant"), row.getString("idempotency_key")))
                  .list();
          PreparedBatch batch =
              handle.prepareBatch(
                  """
                  DELETE FROM idempotency_keys
                  WHERE tenant = :tenant AND idempotency_key = :key AND expires_at <= :now
                  """);
          over.forEach(
              one ->
                  batch
                      .bind("tenant", one.owner())
                      .bind("key", one.key())
                      .bind("now", moment(now))
                      .add());
          return over.isEmpty() ? 0 : batch.execute().length;
        });
  }

  private record KeyRow(String owner, String key) {}

  private static void insert(Handle handle, IdempotencyClaim hold, Instant until, String answer) {
    named(handle.createUpdate(INSERT), hold)
        .bind("fingerprint", hold.fingerprint())
        .bind("until", moment(until))
        .bind("response", shortOf(answer))
        .bind("long_response", longOf(answer))
        .execute();
  }

  // Empty is an answer, null is none.
  private static String shortOf(String answer) {
    return answer == null || answer.length() <= Columns.LONGEST_TEXT ? answer : "";
  }

  private static String longOf(String answer) {
    return answer == null || answer.length() <= Columns.LONGEST_TEXT ? null : answer;
  }

  private Optional<Row> find(IdempotencyClaim hold) {
    return database.query(handle -> find(handle, hold));
  }

  private static Optional<Row> find(Handle handle, IdempotencyClaim hold) {
    return handle
        .createQuery(
            """
            SELECT fingerprint, claim, expires_at, response, long_response FROM idempotency_keys
            WHERE tenant = :tenant AND idempotency_key = :key
            """)
        .bind("tenant", hold.owner().id())
        .bind("key", hold.key().value())
        .map((row, context) -> Row.read(row))
        .findOne();
  }

  private static <S extends SqlStatement<S>> S named(S statement, IdempotencyClaim hold) {
    return statement
        .bind("tenant", hold.owner().id())
        .bind("key", hold.key().value())
        .bind("claim", hold.id());
  }
}
