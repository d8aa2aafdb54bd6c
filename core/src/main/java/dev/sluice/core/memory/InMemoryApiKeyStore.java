package dev.sluice.core.memory;

import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.port.store.ApiKeyStore.ApiKey;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** API keys in memory; they are lost at the end of the process. Thread-safe. */
final class InMemoryApiKeyStore implements ApiKeyStore {
  private final List<ApiKey> keys = new ArrayList<>();
  private final Map<TenantId, TenantQuota> quotas = new HashMap<>();
  private final Map<TenantId, Secret> webhookSecrets = new HashMap<>();

  @Override
  public synchronized boolean create(ApiKey key) {
    boolean taken =
        keys.stream()
            .anyMatch(
                known ->
                    known.hash().equals(key.hash())
                        || (inForce(known) && known.name().equals(key.name())));
    if (taken) {
      return false;
    }
    keys.add(key);
    return true;
  }

  @Override
  public synchronized Optional<ApiKey> byHash(String hash) {
    return keys.stream()
        .filter(InMemoryApiKeyStore::inForce)
        .filter(known -> known.hash().equals(hash))
        .findFirst();
  }

  @Override
  public synchronized List<ApiKey> all() {
    return keys.stream().sorted(Comparator.comparing(ApiKey::createdAt)).toList();
  }

  @Override
  public synchronized boolean revoke(String name, Instant now) {
    for (int i = 0; i < keys.size(); i++) {
      ApiKey key = keys.get(i);
      if (inForce(key) && key.name().equals(name)) {
        keys.set(
            i,
            new ApiKey(
                key.tenant(),
                key.name(),
                key.hash(),
                key.hint(),
                key.createdAt(),
                Optional.of(now)));
        return true;
      }
    }
    return false;
  }

  @Override
  public synchronized TenantQuota quota(TenantId tenant) {
    return quotas.getOrDefault(tenant, TenantQuota.UNLIMITED);
  }

  @Override
  public synchronized void setQuota(TenantId tenant, TenantQuota quota) {
    quotas.put(tenant, quota);
  }

  @Override
  public synchronized Secret webhookSecret(TenantId tenant, Supplier<Secret> fresh) {
    return webhookSecrets.computeIfAbsent(tenant, unknown -> fresh.get());
  }

  @Override
  public synchronized void rotateWebhookSecret(TenantId tenant, Secret fresh) {
    webhookSecrets.put(tenant, fresh);
  }

  private static boolean inForce(ApiKey key) {
    return key.revokedAt().isEmpty();
  }
}
