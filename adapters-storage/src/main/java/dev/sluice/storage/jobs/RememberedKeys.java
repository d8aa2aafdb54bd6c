package dev.sluice.storage.jobs;

import dev.sluice.core.job.ApiKey;
import dev.sluice.core.job.Owner;
import dev.sluice.core.job.Secret;
import dev.sluice.core.port.ApiKeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Keeps in mind for a moment which keys were found, since every request shows one. What is revoked
 * through this store counts at once, what another process revokes {@link #KEPT} later. Keys that
 * are not there are asked for each time: so a new one counts at once, and guesses fill no memory.
 * Thread-safe.
 */
final class RememberedKeys implements ApiKeyStore {
  static final Duration KEPT = Duration.ofMillis(500);

  private static final int MOST = 10_000;

  private final ApiKeyStore store;
  private final LongSupplier nanos;
  private final Map<String, Found> found = new HashMap<>();
  private long forgotten;

  private record Found(ApiKey key, long at) {}

  /**
   * @param nanos as {@link System#nanoTime()} tells them
   */
  RememberedKeys(ApiKeyStore store, LongSupplier nanos) {
    this.store = store;
    this.nanos = nanos;
  }

  @Override
  public Optional<ApiKey> byHash(String hash) {
    long now = nanos.getAsLong();
    long seen;
    synchronized (found) {
      Found known = found.get(hash);
      if (known != null && now - known.at() < KEPT.toNanos()) {
        return Optional.of(known.key());
      }
      seen = forgotten;
    }
    Optional<ApiKey> key = store.byHash(hash);
    key.ifPresent(there -> remember(there, now, seen));
    return key;
  }

  private void remember(ApiKey key, long at, long seen) {
    synchronized (found) {
      // What was read before a revocation and comes after it is old.
      if (seen != forgotten) {
        return;
      }
      if (found.size() >= MOST) {
        found.clear();
      }
      found.put(key.hash(), new Found(key, at));
    }
  }

  private void forget() {
    synchronized (found) {
      found.clear();
      forgotten++;
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
      forget();
    }
  }

  @Override
  public List<ApiKey> all() {
    return store.all();
  }

  @Override
  public Secret webhookSecret(Owner owner, Supplier<Secret> fresh) {
    return store.webhookSecret(owner, fresh);
  }

  @Override
  public void rotateWebhookSecret(Owner owner, Secret fresh) {
    store.rotateWebhookSecret(owner, fresh);
  }
}
