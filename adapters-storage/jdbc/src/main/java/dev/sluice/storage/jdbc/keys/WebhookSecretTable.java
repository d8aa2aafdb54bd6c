package dev.sluice.storage.jdbc.keys;

import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.sql.Database;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * What webhooks are signed with, in {@code webhook_secrets}. A secret has a generation, which grows
 * with every rotation, so that of two that were written down it can be told which one counts.
 */
public final class WebhookSecretTable {
  /** A secret and its generation, 1 or more. */
  public record Row(Secret secret, long generation) {}

  private static final long FIRST = 1;

  private final Database database;

  WebhookSecretTable(Database database) {
    this.database = database;
  }

  public Row get(TenantId owner, Supplier<Secret> fresh) {
    Optional<Row> known = find(owner);
    if (known.isPresent()) {
      return known.get();
    }
    Row made = new Row(fresh.get(), FIRST);
    boolean first = database.unlessTaken(handle -> insert(handle, owner, made));
    return first ? made : find(owner).orElseThrow();
  }

  public Row rotated(TenantId owner, Secret fresh) {
    Optional<Row> next = replaced(owner, fresh);
    if (next.isPresent()) {
      return next.get();
    }
    Row made = new Row(fresh, FIRST);
    boolean first = database.unlessTaken(handle -> insert(handle, owner, made));
    return first ? made : replaced(owner, fresh).orElseThrow();
  }

  /** Nothing if there is none to be replaced. */
  private Optional<Row> replaced(TenantId owner, Secret fresh) {
    return database.transaction(
        handle -> {
          int known =
              handle
                  .createUpdate(
                      """
                      UPDATE webhook_secrets SET secret = :secret, generation = generation + 1
                      WHERE tenant = :tenant
                      """)
                  .bind("tenant", owner.id())
                  .bind("secret", fresh.reveal())
                  .execute();
          // The row is ours until the commit: what is read is what was written.
          return known == 0 ? Optional.empty() : find(handle, owner);
        });
  }

  /**
   * Puts a secret back unless the table has a later one.
   *
   * @return how many were put back
   */
  public static int restore(Handle handle, TenantId owner, Secret secret, long generation) {
    if (find(handle, owner).isEmpty()) {
      insert(handle, owner, new Row(secret, generation));
      return 1;
    }
    return handle
        .createUpdate(
            """
            UPDATE webhook_secrets SET secret = :secret, generation = :generation
            WHERE tenant = :tenant AND generation < :generation
            """)
        .bind("tenant", owner.id())
        .bind("secret", secret.reveal())
        .bind("generation", generation)
        .execute();
  }

  private static void insert(Handle handle, TenantId owner, Row row) {
    handle
        .createUpdate(
            """
            INSERT INTO webhook_secrets (tenant, secret, generation)
            VALUES (:tenant, :secret, :generation)
            """)
        .bind("tenant", owner.id())
        .bind("secret", row.secret().reveal())
        .bind("generation", row.generation())
        .execute();
  }

  private Optional<Row> find(TenantId owner) {
    return database.query(handle -> find(handle, owner));
  }

  private static Optional<Row> find(Handle handle, TenantId owner) {
    return handle
        .createQuery("SELECT secret, generation FROM webhook_secrets WHERE tenant = :tenant")
        .bind("tenant", owner.id())
        .map(
            (row, context) ->
                new Row(Secret.of(row.getString("secret")), row.getLong("generation")))
        .findOne();
  }
}
