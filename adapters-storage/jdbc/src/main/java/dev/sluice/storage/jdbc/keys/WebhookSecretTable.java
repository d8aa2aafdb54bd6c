package dev.sluice.storage.jdbc.keys;

import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.sql.SqlDatabase;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * Webhook secrets in {@code webhook_secrets}. A secret has a generation, which grows with every
 * rotation, so that of two stored secrets the later one is known.
 */
public final class WebhookSecretTable {
  /** A secret and its generation, 1 or more. */
  public record Row(Secret secret, long generation) {}

  private static final long FIRST = 1;

  private final SqlDatabase database;

  WebhookSecretTable(SqlDatabase database) {
    this.database = database;
  }

  public Row get(TenantId tenant, Supplier<Secret> fresh) {
    Optional<Row> known = find(tenant);
    if (known.isPresent()) {
      return known.get();
    }
    Row made = new Row(fresh.get(), FIRST);
    boolean first = database.unlessTaken(handle -> insert(handle, tenant, made));
    return first ? made : find(tenant).orElseThrow();
  }

  public Row rotated(TenantId tenant, Secret fresh) {
    Optional<Row> next = replaced(tenant, fresh);
    if (next.isPresent()) {
      return next.get();
    }
    Row made = new Row(fresh, FIRST);
    boolean first = database.unlessTaken(handle -> insert(handle, tenant, made));
    return first ? made : replaced(tenant, fresh).orElseThrow();
  }

  /** Replaces the tenant's secret; returns empty if there is none. */
  private Optional<Row> replaced(TenantId tenant, Secret fresh) {
    return database.transaction(
        handle -> {
          int known =
              handle
                  .createUpdate(
                      """
                      UPDATE webhook_secrets SET secret = :secret, generation = generation + 1
                      WHERE tenant = :tenant
                      """)
                  .bind("tenant", tenant.id())
                  .bind("secret", fresh.reveal())
                  .execute();
          // The row is locked until the commit, so this reads what was written.
          return known == 0 ? Optional.empty() : find(handle, tenant);
        });
  }

  /**
   * Restores a secret unless the table has a later one.
   *
   * @return how many were restored
   */
  public static int restore(Handle handle, TenantId tenant, Secret secret, long generation) {
    if (find(handle, tenant).isEmpty()) {
      insert(handle, tenant, new Row(secret, generation));
      return 1;
    }
    return handle
        .createUpdate(
            """
            UPDATE webhook_secrets SET secret = :secret, generation = :generation
            WHERE tenant = :tenant AND generation < :generation
            """)
        .bind("tenant", tenant.id())
        .bind("secret", secret.reveal())
        .bind("generation", generation)
        .execute();
  }

  private static void insert(Handle handle, TenantId tenant, Row row) {
    handle
        .createUpdate(
            """
            INSERT INTO webhook_secrets (tenant, secret, generation)
            VALUES (:tenant, :secret, :generation)
            """)
        .bind("tenant", tenant.id())
        .bind("secret", row.secret().reveal())
        .bind("generation", row.generation())
        .execute();
  }

  private Optional<Row> find(TenantId tenant) {
    return database.query(handle -> find(handle, tenant));
  }

  private static Optional<Row> find(Handle handle, TenantId tenant) {
    return handle
        .createQuery("SELECT secret, generation FROM webhook_secrets WHERE tenant = :tenant")
        .bind("tenant", tenant.id())
        .map(
            (row, context) ->
                new Row(Secret.of(row.getString("secret")), row.getLong("generation")))
        .findOne();
  }
}
