package dev.sluice.storage.jdbc.keys;

import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.port.store.ApiKeyStore.ApiKey;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Caches for a moment which keys exist and which quotas their tenants have, since every request
 * presents a key and every job needs both. A change through this store is visible at once, a change
 * by another process after {@link #KEPT}. Missing keys are not cached, so that a new key is valid
 * at once and guesses use no memory. Thread-safe.
 */
public final class CachingApiKeyStore implements ApiKeyStore {
  static final Duration KEPT = Duration.ofMillis(500);

  private final ApiKeyStore store;
  private final ExpiringCache<String, ApiKey> keys;
  private final ExpiringCache<TenantId, TenantQuota> quotas;

  /**
   * @param nanos a clock such as {@link System#nanoTime()}
   */
  public CachingApiKeyStore(ApiKeyStore store, LongSupplier nanos) {
    this.store = store;
    this.keys = new ExpiringCache<>(KEPT, nanos);
    this.quotas = new ExpiringCache<>(KEPT, nanos);
  }

  @Override
  public Optional<ApiKey> byHash(String hash) {
    return keys.get(hash, store::byHash);
  }

  @Override
  public TenantQuota quota(TenantId tenant) {
    return quotas.get(tenant, asked -> Optional.of(store.quota(asked))).orElseThrow();
  }

  @Override
  public void setQuota(TenantId tenant, TenantQuota quota) {
    try {
      store.setQuota(tenant, quota);
    } finally {
      quotas.forget();
    }
  }

  @Override
  public boolean create(ApiKey key) {
    return store.create(key);
  }

  @Override
  public boolean revoke(String name, Instant now) {
    try {
      return store.revoke(name, now);
    } finally {
      keys.forget();
    }
  }

  @Override
  public List<ApiKey> all() {
    return store.all();
  }

  @Override
  public Secret webhookSecret(TenantId tenant, Supplier<Secret> fresh) {
    return store.webhookSecret(tenant, fresh);
  }

  @Override
  public void rotateWebhookSecret(TenantId tenant, Secret fresh) {
    store.rotateWebhookSecret(tenant, fresh);
  }
}
