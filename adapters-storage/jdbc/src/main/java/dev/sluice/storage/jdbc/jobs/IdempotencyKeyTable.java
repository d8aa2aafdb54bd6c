package dev.sluice.storage.jdbc.jobs;

import static dev.sluice.storage.jdbc.sql.Columns.moment;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.store.IdempotencyStore;
import dev.sluice.core.port.store.IdempotencyStore.StoredResponse;
import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.tenant.Secret;
import dev.sluice.storage.jdbc.document.NoSecretBox;
import dev.sluice.storage.jdbc.sql.Columns;
import dev.sluice.storage.jdbc.sql.SecretsConfig;
import dev.sluice.storage.jdbc.sql.SqlDatabase;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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
import org.jspecify.annotations.Nullable;

/**
 * Idempotency keys in {@code idempotency_keys}. A row is a claim until it has a response, and a
 * stored response afterwards; each until {@code expires_at}. Thread-safe.
 */
public final class IdempotencyKeyTable implements IdempotencyStore {
  /**
   * After so many claims, twice as many expired rows are deleted, so that the table cannot grow for
   * ever.
   */
  private static final int SWEEP_EVERY = 100;

  private static final int SWEPT_AT_ONCE = 2 * SWEEP_EVERY;

  private static final String INSERT =
      """
      INSERT INTO idempotency_keys (
        tenant, idempotency_key, fingerprint, claim, expires_at, response, long_response)
      VALUES (:tenant, :key, :fingerprint, :claim, :until, :response, :long_response)
      """;

  private static final Logger LOG = System.getLogger(IdempotencyKeyTable.class.getName());

  private record Row(String fingerprint, UUID claim, Instant until, Optional<String> response) {
    static Row read(ResultSet row) throws SQLException {
      return new Row(
          row.getString("fingerprint"),
          Columns.id(row, "claim"),
          Columns.moment(row, "expires_at"),
          stored(row));
    }

    static Optional<String> stored(ResultSet row) throws SQLException {
      Optional<String> response = Columns.optionalText(row, "response");
      return Columns.optionalText(row, "long_response").or(() -> response);
    }
  }

  private final SqlDatabase database;
  private final AtomicLong takes = new AtomicLong();

  public IdempotencyKeyTable(SqlDatabase database) {
    this.database = database;
  }

  @Override
  public Optional<String> claim(IdempotencyStore.Claim claim, Instant now, Duration lease) {
    if (takes.incrementAndGet() % SWEEP_EVERY == 0) {
      sweep(now);
    }
    Instant until = now.plus(lease);
    Optional<Row> known = find(claim);
    while (known.isEmpty() || !known.get().until().isAfter(now)) {
      boolean taken =
          known.isEmpty()
              ? database.unlessTaken(handle -> insert(handle, claim, until, null))
              : takenOver(claim, known.get(), now, until);
      if (taken) {
        return Optional.empty();
      }
      // Another request has just claimed the key: check whether it is the same request.
      known = find(claim);
    }
    Row row = known.get();
    if (!row.fingerprint().equals(claim.fingerprint())) {
      throw claim.reused();
    }
    if (row.response().isEmpty()) {
      throw claim.inUse();
    }
    return row.response().map(text -> opened(text, row.claim(), database.secrets()));
  }

  private boolean takenOver(IdempotencyStore.Claim claim, Row before, Instant now, Instant until) {
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
                        claim)
                    .bind("fingerprint", claim.fingerprint())
                    .bind("until", moment(until))
                    .bind("before", before.claim())
                    .bind("now", moment(now))
                    .execute())
        == 1;
  }

  /**
   * Stores the response, in the transaction of the work that it is about.
   *
   * @throws dev.sluice.core.failure.SluiceException KEY_IN_USE if another request has claimed the
   *     key meanwhile
   */
  static void store(Handle handle, StoredResponse response) {
    String text = sealed(response, SecretsConfig.of(handle));
    int held =
        named(
                handle.createUpdate(
                    """
                    UPDATE idempotency_keys SET
                      response = :response, long_response = :long_response, expires_at = :until
                    WHERE tenant = :tenant AND idempotency_key = :key
                      AND claim = :claim AND response IS NULL
                    """),
                response.claim())
            .bind("response", shortOf(text))
            .bind("long_response", longOf(text))
            .bind("until", moment(response.until()))
            .execute();
    if (held == 0) {
      throw response.claim().inUse();
    }
  }

  @Override
  public void release(IdempotencyStore.Claim claim) {
    database.update(
        handle ->
            named(
                    handle.createUpdate(
                        """
                        DELETE FROM idempotency_keys
                        WHERE tenant = :tenant AND idempotency_key = :key
                          AND claim = :claim AND response IS NULL
                        """),
                    claim)
                .execute());
  }

  /**
   * Releases the keys of all requests without a response, also of those that still run.
   *
   * @return how many were released
   */
  public int releaseAll() {
    return database.update(
        handle ->
            handle
                .createUpdate(
                    """
                    DELETE FROM idempotency_keys
                    WHERE response IS NULL AND long_response IS NULL
                    """)
                .execute());
  }

  /** Deletes what {@link #store} wrote. */
  static void forget(Handle handle, StoredResponse response) {
    named(
            handle.createUpdate(
                """
                DELETE FROM idempotency_keys
                WHERE tenant = :tenant AND idempotency_key = :key AND claim = :claim
                """),
            response.claim())
        .execute();
  }

  /**
   * Restores a response unless the table has a later one for its key.
   *
   * @return how many were restored
   */
  public static int restore(Handle handle, StoredResponse response) {
    Optional<Row> known = find(handle, response.claim());
    if (known.isPresent() && !known.get().until().isBefore(Columns.micros(response.until()))) {
      return 0;
    }
    forgetAny(handle, response.claim());
    insert(handle, response.claim(), response.until(), sealed(response, SecretsConfig.of(handle)));
    return 1;
  }

  /**
   * Returns the text of a response as it is stored: sealed, since it repeats the URLs of the
   * request, unless there is no box. A text that the journal has sealed stays as it is.
   */
  public static String sealed(StoredResponse response, Optional<SecretBox> secrets) {
    return sealed(response.text(), response.claim().id(), secrets);
  }

  private static String sealed(String text, UUID claim, Optional<SecretBox> secrets) {
    return secrets
        .filter(box -> !text.startsWith(SecretBox.PREFIX))
        .map(box -> box.seal(Secret.of(text), context(claim)))
        .orElseGet(() -> Columns.storable(text));
  }

  /** Opens what {@link #sealed} returned, or an earlier version stored unsealed. */
  private static String opened(String stored, UUID claim, Optional<SecretBox> secrets) {
    return stored.startsWith(SecretBox.PREFIX)
        ? secrets.orElseGet(NoSecretBox::new).open(stored, context(claim)).reveal()
        : stored;
  }

  private static String context(UUID claim) {
    return "response:" + claim;
  }

  private record Response(UUID claim, String stored) {}

  /**
   * Seals responses that are not sealed, or sealed with an earlier key.
   *
   * @return how many
   */
  static int reseal(SqlDatabase database, SecretBox secrets) {
    List<Response> old =
        database.query(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT claim, response, long_response FROM idempotency_keys
                        WHERE response IS NOT NULL
                        """)
                    .map(
                        (row, context) ->
                            new Response(Columns.id(row, "claim"), Row.stored(row).orElse("")))
                    .filter(response -> !isUpToDate(response.stored(), secrets))
                    .list());
    int resealed = 0;
    for (Response response : old) {
      try {
        Optional<SecretBox> box = Optional.of(secrets);
        String text =
            sealed(opened(response.stored(), response.claim(), box), response.claim(), box);
        resealed +=
            database.update(
                handle ->
                    handle
                        .createUpdate(
                            """
                            UPDATE idempotency_keys
                            SET response = :response, long_response = :long_response
                            WHERE claim = :claim AND response IS NOT NULL
                            """)
                        .bind("response", shortOf(text))
                        .bind("long_response", longOf(text))
                        .bind("claim", response.claim())
                        .execute());
      } catch (SluiceException e) {
        // It expires within a day.
        LOG.log(Level.DEBUG, "A stored response cannot be opened: {0}", e.getMessage());
      }
    }
    return resealed;
  }

  private static boolean isUpToDate(String stored, SecretBox secrets) {
    return stored.startsWith(SecretBox.PREFIX) && secrets.isUpToDate(stored);
  }

  private static void forgetAny(Handle handle, IdempotencyStore.Claim claim) {
    handle
        .createUpdate(
            "DELETE FROM idempotency_keys WHERE tenant = :tenant AND idempotency_key = :key")
        .bind("tenant", claim.tenant().id())
        .bind("key", claim.key().value())
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
                      .bind("tenant", one.tenant())
                      .bind("key", one.key())
                      .bind("now", moment(now))
                      .add());
          return over.isEmpty() ? 0 : batch.execute().length;
        });
  }

  private record KeyRow(String tenant, String key) {}

  private static void insert(
      Handle handle, IdempotencyStore.Claim claim, Instant until, @Nullable String response) {
    named(handle.createUpdate(INSERT), claim)
        .bind("fingerprint", claim.fingerprint())
        .bind("until", moment(until))
        .bind("response", shortOf(response))
        .bind("long_response", longOf(response))
        .execute();
  }

  // An empty text is a response; null is none.
  private static @Nullable String shortOf(@Nullable String response) {
    return response == null || response.length() <= Columns.LONGEST_TEXT ? response : "";
  }

  private static @Nullable String longOf(@Nullable String response) {
    return response == null || response.length() <= Columns.LONGEST_TEXT ? null : response;
  }

  private Optional<Row> find(IdempotencyStore.Claim claim) {
    return database.query(handle -> find(handle, claim));
  }

  private static Optional<Row> find(Handle handle, IdempotencyStore.Claim claim) {
    return handle
        .createQuery(
            """
            SELECT fingerprint, claim, expires_at, response, long_response FROM idempotency_keys
            WHERE tenant = :tenant AND idempotency_key = :key
            """)
        .bind("tenant", claim.tenant().id())
        .bind("key", claim.key().value())
        .map((row, context) -> Row.read(row))
        .findOne();
  }

  private static <S extends SqlStatement<S>> S named(S statement, IdempotencyStore.Claim claim) {
    return statement
        .bind("tenant", claim.tenant().id())
        .bind("key", claim.key().value())
        .bind("claim", claim.id());
  }
}
