package dev.sluice.storage.jdbc.keys;

import static dev.sluice.storage.jdbc.sql.Columns.moment;

import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.port.store.ApiKeyStore.ApiKey;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.storage.jdbc.sql.Columns;
import dev.sluice.storage.jdbc.sql.SqlDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** API keys, webhook secrets and quotas in their tables. */
public final class SqlApiKeyStore implements ApiKeyStore {
  private static final String INSERT =
      """
      INSERT INTO api_keys (hash, tenant, name, name_in_use, hint, created_at, revoked_at)
      VALUES (:hash, :tenant, :name, :name_in_use, :hint, :created_at, :revoked_at)
      """;

  private final SqlDatabase database;
  private final WebhookSecretTable secrets;
  private final WebhookSecretSeal seal;
  private final TenantQuotaTable quotas;

  public SqlApiKeyStore(SqlDatabase database, WebhookSecretSeal seal) {
    this.database = database;
    this.secrets = new WebhookSecretTable(database);
    this.seal = seal;
    this.quotas = new TenantQuotaTable(database);
  }

  @Override
  public boolean create(ApiKey key) {
    return database.unlessTaken(
        handle -> {
          // A key that was revoked already takes no name, but its name must not be in use either.
          boolean nameInUse =
              key.revokedAt().isPresent()
                  && handle
                      .createQuery("SELECT 1 FROM api_keys WHERE name_in_use = :name")
                      .bind("name", key.name())
                      .mapTo(Integer.class)
                      .findOne()
                      .isPresent();
          if (nameInUse) {
            throw new SQLException("the name is in use", "23505");
          }
          insert(handle, key);
        });
  }

  public static void insert(Handle handle, ApiKey key) {
    handle
        .createUpdate(INSERT)
        .bind("hash", key.hash())
        .bind("tenant", key.tenant().id())
        .bind("name", key.name())
        .bind("name_in_use", key.revokedAt().isPresent() ? null : key.name())
        .bind("hint", key.hint())
        .bind("created_at", moment(key.createdAt()))
        .bind("revoked_at", moment(key.revokedAt()))
        .execute();
  }

  @Override
  public Optional<ApiKey> byHash(String hash) {
    return database.query(
        handle ->
            handle
                .createQuery("SELECT * FROM api_keys WHERE hash = :hash AND revoked_at IS NULL")
                .bind("hash", hash)
                .map((row, context) -> read(row))
                .findOne());
  }

  @Override
  public List<ApiKey> all() {
    return database.query(
        handle ->
            handle
                .createQuery("SELECT * FROM api_keys ORDER BY created_at, sequence")
                .map((row, context) -> read(row))
                .list());
  }

  @Override
  public boolean revoke(String name, Instant now) {
    return revoked(name, now).isPresent();
  }

  /** Revokes the key in force that has this name, and returns the revoked key. */
  public Optional<ApiKey> revoked(String name, Instant now) {
    return database.transaction(
        handle -> {
          Optional<String> hash =
              handle
                  .createQuery("SELECT hash FROM api_keys WHERE name_in_use = :name")
                  .bind("name", name)
                  .mapTo(String.class)
                  .findOne();
          if (hash.isEmpty() || revoke(handle, hash.get(), now) == 0) {
            return Optional.empty();
          }
          return handle
              .createQuery("SELECT * FROM api_keys WHERE hash = :hash")
              .bind("hash", hash.get())
              .map((row, context) -> read(row))
              .findOne();
        });
  }

  public static int revoke(Handle handle, String hash, Instant now) {
    return handle
        .createUpdate(
            """
            UPDATE api_keys SET revoked_at = :now, name_in_use = NULL
            WHERE hash = :hash AND revoked_at IS NULL
            """)
        .bind("hash", hash)
        .bind("now", moment(now))
        .execute();
  }

  @Override
  public TenantQuota quota(TenantId tenant) {
    return quotas.of(tenant);
  }

  @Override
  public void setQuota(TenantId tenant, TenantQuota quota) {
    quotas.set(tenant, quota);
  }

  /** Returns the table of quotas, with their generations. */
  public TenantQuotaTable quotas() {
    return quotas;
  }

  @Override
  public Secret webhookSecret(TenantId tenant, Supplier<Secret> fresh) {
    return seal.opened(
        tenant, secrets.get(tenant, () -> seal.sealed(tenant, fresh.get())).secret());
  }

  @Override
  public void rotateWebhookSecret(TenantId tenant, Secret fresh) {
    secrets.rotated(tenant, seal.sealed(tenant, fresh));
  }

  /** Returns the seal between the table of secrets and its callers. */
  public WebhookSecretSeal seal() {
    return seal;
  }

  /** Returns the table of secrets, with their generations. */
  public WebhookSecretTable secrets() {
    return secrets;
  }

  private static ApiKey read(ResultSet row) throws SQLException {
    return new ApiKey(
        new TenantId(row.getString("tenant")),
        row.getString("name"),
        row.getString("hash"),
        row.getString("hint"),
        Columns.moment(row, "created_at"),
        Columns.optionalMoment(row, "revoked_at"));
  }
}
