package dev.sluice.storage.jobs;

import dev.sluice.core.job.Allowance;
import dev.sluice.core.job.ApiKey;
import dev.sluice.core.job.Owner;
import dev.sluice.core.job.Secret;
import dev.sluice.core.port.ApiKeyStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A key store whose changes stand in the journal before the caller hears of them. */
final class JournaledApiKeyStore implements ApiKeyStore {
  private final SqlApiKeyStore store;
  private final Journal journal;

  JournaledApiKeyStore(SqlApiKeyStore store, Journal journal) {
    this.store = store;
    this.journal = journal;
  }

  @Override
  public boolean create(ApiKey key) {
    boolean created = store.create(key);
    if (created) {
      journal.append(new JournalEntry.KeyCreated(key));
    }
    return created;
  }

  @Override
  public boolean revoke(String name, Instant now) {
    Optional<ApiKey> revoked = store.revoked(name, now);
    revoked.ifPresent(key -> journal.append(new JournalEntry.KeyRevoked(key)));
    return revoked.isPresent();
  }

  @Override
  public Allowance allowance(Owner owner) {
    return store.allowance(owner);
  }

  @Override
  public void allow(Owner owner, Allowance allowance) {
    AllowanceTable.Row row = store.allowances().set(owner, allowance);
    journal.append(new JournalEntry.Allowed(owner, row.allowance(), row.generation()));
  }

  @Override
  public Secret webhookSecret(Owner owner, Supplier<Secret> fresh) {
    AtomicBoolean made = new AtomicBoolean();
    WebhookSecretTable.Row row =
        store
            .secrets()
            .get(
                owner,
                () -> {
                  made.set(true);
                  return store.seal().sealed(owner, fresh.get());
                });
    if (made.get()) {
      journal.append(new JournalEntry.SecretMade(owner, row.secret(), row.generation()));
    }
    return store.seal().opened(owner, row.secret());
  }

  @Override
  public void rotateWebhookSecret(Owner owner, Secret fresh) {
    WebhookSecretTable.Row row = store.secrets().rotated(owner, store.seal().sealed(owner, fresh));
    journal.append(new JournalEntry.SecretMade(owner, row.secret(), row.generation()));
  }

  @Override
  public Optional<ApiKey> byHash(String hash) {
    return store.byHash(hash);
  }

  @Override
  public List<ApiKey> all() {
    return store.all();
  }
}
