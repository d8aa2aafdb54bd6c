package dev.sluice.storage.jdbc.keys;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.sql.SqlDatabase;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Seals the secrets of a database that was just opened: those that are not sealed, or sealed with
 * an earlier key. Logs which ones cannot be opened. Several processes may do so at once.
 */
public final class SecretResealer {
  private static final Logger LOG = System.getLogger(SecretResealer.class.getName());

  private record Held(TenantId tenant, String text) {}

  private final SqlDatabase database;
  private final SecretBox secrets;
  private final Set<String> problems = new TreeSet<>();
  private int resealed;

  private SecretResealer(SqlDatabase database, SecretBox secrets) {
    this.database = database;
    this.secrets = secrets;
  }

  /**
   * Seals all of them. Failures are logged and not thrown, since the rest of Sluice works without
   * these secrets.
   *
   * @return how many secrets were sealed
   */
  public static int run(SqlDatabase database, SecretBox secrets) {
    SecretResealer round = new SecretResealer(database, secrets);
    try {
      round.webhookSecrets();
      round.tenantBuckets();
    } catch (SluiceException e) {
      round.problems.add(e.getMessage());
    }
    round.problems.forEach(sentence -> LOG.log(Level.WARNING, sentence));
    if (round.resealed > 0) {
      LOG.log(Level.INFO, "Sealed {0} secrets with the current key", round.resealed);
    }
    return round.resealed;
  }

  private void webhookSecrets() {
    List<Held> all =
        database.query(
            handle ->
                handle
                    .createQuery("SELECT tenant, secret FROM webhook_secrets")
                    .map(
                        (row, context) ->
                            new Held(
                                new TenantId(row.getString("tenant")), row.getString("secret")))
                    .list());
    for (Held held : all) {
      resealed(held.text(), WebhookSecretSeal.context(held.tenant()))
          .ifPresent(
              text ->
                  count(
                      database.update(
                          handle ->
                              handle
                                  .createUpdate(
                                      """
                                      UPDATE webhook_secrets SET secret = :secret
                                      WHERE tenant = :tenant AND secret = :before
                                      """)
                                  .bind("secret", text)
                                  .bind("tenant", held.tenant().id())
                                  .bind("before", held.text())
                                  .execute())));
    }
  }

  private void tenantBuckets() {
    for (TenantBucketTable.Row row : database.query(TenantBucketTable::all)) {
      String before = row.sealed().orElseThrow();
      resealed(before, SqlTenantBucketStore.context(row.id()))
          .ifPresent(
              text ->
                  count(
                      database.update(
                          handle ->
                              handle
                                  .createUpdate(
                                      """
                                      UPDATE tenant_buckets SET sealed = :text
                                      WHERE id = :id AND sealed = :before
                                      """)
                                  .bind("text", text)
                                  .bind("id", row.id().value())
                                  .bind("before", before)
                                  .execute())));
    }
  }

  /** Returns the text sealed with the current key; empty if it is already, or cannot be opened. */
  private Optional<String> resealed(String text, String context) {
    boolean isSealed = text.startsWith(SecretBox.PREFIX);
    if (isSealed && secrets.isUpToDate(text)) {
      return Optional.empty();
    }
    try {
      Secret plain = isSealed ? secrets.open(text, context) : Secret.of(text);
      return Optional.of(secrets.seal(plain, context));
    } catch (SluiceException e) {
      problems.add(e.getMessage());
      return Optional.empty();
    }
  }

  private void count(int rows) {
    resealed += rows;
  }
}
