package dev.sluice.storage.jdbc.journal;

import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.port.store.ApiKeyStore.ApiKey;
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

/** A key store that appends each change to the journal before the caller returns. */
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
  public TenantQuota quota(TenantId tenant) {
    return store.quota(tenant);
  }

  @Override
  public void setQuota(TenantId tenant, TenantQuota quota) {
    TenantQuotaTable.Row row = store.quotas().set(tenant, quota);
    journal.append(new JournalEntry.QuotaSet(tenant, row.quota(), row.generation()));
  }

  @Override
  public Secret webhookSecret(TenantId tenant, Supplier<Secret> fresh) {
    AtomicBoolean made = new AtomicBoolean();
    WebhookSecretTable.Row row =
        store
            .secrets()
            .get(
                tenant,
                () -> {
                  made.set(true);
                  return store.seal().sealed(tenant, fresh.get());
                });
    if (made.get()) {
      journal.append(new JournalEntry.SecretMade(tenant, row.secret(), row.generation()));
    }
    return store.seal().opened(tenant, row.secret());
  }

  @Override
  public void rotateWebhookSecret(TenantId tenant, Secret fresh) {
    WebhookSecretTable.Row row =
        store.secrets().rotated(tenant, store.seal().sealed(tenant, fresh));
    journal.append(new JournalEntry.SecretMade(tenant, row.secret(), row.generation()));
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
