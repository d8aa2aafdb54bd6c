package dev.sluice.storage.jdbc.keys;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.sql.Database;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks through the secrets in a database that was just opened: seals those that lie there in plain
 * or under an earlier key, and says which cannot be opened. Several processes may do so at once.
 */
public final class SecretResealer {
  private static final Logger LOG = System.getLogger(SecretResealer.class.getName());

  private record Held(TenantId owner, String text) {}

  private final Database database;
  private final SecretBox secrets;
  private final Set<String> problems = new TreeSet<>();
  private int resealed;

  private SecretResealer(Database database, SecretBox secrets) {
    this.database = database;
    this.secrets = secrets;
  }

  /** Does all of it; what goes wrong is logged, since secrets are not everything. */
  public static void run(Database database, SecretBox secrets) {
    SecretResealer round = new SecretResealer(database, secrets);
    try {
      round.webhookSecrets();
      round.ownerStorages();
    } catch (SluiceException e) {
      round.problems.add(e.getMessage());
    }
    round.problems.forEach(sentence -> LOG.log(Level.WARNING, sentence));
    if (round.resealed > 0) {
      LOG.log(Level.INFO, "Sealed {0} secrets with the present key", round.resealed);
    }
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
      anew(held.text(), WebhookSecretSeal.context(held.owner()))
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
                                  .bind("tenant", held.owner().id())
                                  .bind("before", held.text())
                                  .execute())));
    }
  }

  private void ownerStorages() {
    for (TenantBucketTable.Row row : database.query(TenantBucketTable::all)) {
      String before = row.sealed().orElseThrow();
      anew(before, SqlTenantBucketStore.context(row.id()))
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

  /** The same under the present key; empty if it is already, or cannot be opened. */
  private Optional<String> anew(String text, String context) {
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
