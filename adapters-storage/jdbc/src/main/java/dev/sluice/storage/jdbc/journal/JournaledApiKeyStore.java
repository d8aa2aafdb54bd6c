package dev.sluice.storage.jdbc.journal;

import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.tenant.ApiKey;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.storage.jdbc.keys.SqlApiKeyStore;
import dev.sluice.storage.jdbc.keys.TenantQuotaTable;
import dev.sluice.storage.jdbc.keys.WebhookSecretTable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A key store whose changes stand in the journal before the caller hears of them. */
public final class JournaledApiKeyStore implements ApiKeyStore {
  private final SqlApiKeyStore store;
  private final Journal journal;

  public JournaledApiKeyStore(SqlApiKeyStore store, Journal journal) {
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
  public TenantQuota allowance(TenantId owner) {
    return store.allowance(owner);
  }

  @Override
  public void allow(TenantId owner, TenantQuota allowance) {
    TenantQuotaTable.Row row = store.allowances().set(owner, allowance);
    journal.append(new JournalEntry.Allowed(owner, row.allowance(), row.generation()));
  }

  @Override
  public Secret webhookSecret(TenantId owner, Supplier<Secret> fresh) {
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
  public void rotateWebhookSecret(TenantId owner, Secret fresh) {
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
