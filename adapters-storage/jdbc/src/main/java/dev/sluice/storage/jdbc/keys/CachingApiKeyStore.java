package dev.sluice.storage.jdbc.keys;

import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.tenant.ApiKey;
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
 * Keeps in mind for a moment which keys were found and what their owners may, since every request
 * shows a key and every job asks for both. What is changed through this store counts at once, what
 * another process changes {@link #KEPT} later. Keys that are not there are asked for each time: so
 * a new one counts at once, and guesses fill no memory. Thread-safe.
 */
public final class CachingApiKeyStore implements ApiKeyStore {
  static final Duration KEPT = Duration.ofMillis(500);

  private final ApiKeyStore store;
  private final ExpiringCache<String, ApiKey> keys;
  private final ExpiringCache<TenantId, TenantQuota> allowances;

  /**
   * @param nanos as {@link System#nanoTime()} tells them
   */
  public CachingApiKeyStore(ApiKeyStore store, LongSupplier nanos) {
    this.store = store;
    this.keys = new ExpiringCache<>(KEPT, nanos);
    this.allowances = new ExpiringCache<>(KEPT, nanos);
  }

  @Override
  public Optional<ApiKey> byHash(String hash) {
    return keys.get(hash, store::byHash);
  }

  @Override
  public TenantQuota allowance(TenantId owner) {
    return allowances.get(owner, asked -> Optional.of(store.allowance(asked))).orElseThrow();
  }

  @Override
  public void allow(TenantId owner, TenantQuota allowance) {
    try {
      store.allow(owner, allowance);
    } finally {
      allowances.forget();
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
  public Secret webhookSecret(TenantId owner, Supplier<Secret> fresh) {
    return store.webhookSecret(owner, fresh);
  }

  @Override
  public void rotateWebhookSecret(TenantId owner, Secret fresh) {
    store.rotateWebhookSecret(owner, fresh);
  }
}
