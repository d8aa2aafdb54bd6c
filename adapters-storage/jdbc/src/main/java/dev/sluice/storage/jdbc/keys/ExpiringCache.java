package dev.sluice.storage.jdbc.keys;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Caches found values for a short time. Missing values are not cached. Thread-safe. */
final class ExpiringCache<K, V> {
  private static final int MOST = 10_000;

  private record Found<V>(V value, long at) {}

  private final Duration lifetime;
  private final LongSupplier nanos;
  private final Map<K, Found<V>> found = new HashMap<>();
  private long forgotten;

  /**
   * @param nanos a clock such as {@link System#nanoTime()}
   */
  ExpiringCache(Duration lifetime, LongSupplier nanos) {
    this.lifetime = lifetime;
    this.nanos = nanos;
  }

  Optional<V> get(K key, Function<K, Optional<V>> asking) {
    long now = nanos.getAsLong();
    long seen;
    synchronized (found) {
      Found<V> known = found.get(key);
      if (known != null && now - known.at() < lifetime.toNanos()) {
        return Optional.of(known.value());
      }
      seen = forgotten;
    }
    Optional<V> value = asking.apply(key);
    value.ifPresent(there -> remember(key, there, now, seen));
    return value;
  }

  private void remember(K key, V value, long at, long seen) {
    synchronized (found) {
      // A value that was read before a change and arrives after it is outdated.
      if (seen != forgotten) {
        return;
      }
      if (found.size() >= MOST) {
        found.clear();
      }
      found.put(key, new Found<>(value, at));
    }
  }

  /** Forgets all values, since something was changed. */
  void forget() {
    synchronized (found) {
      found.clear();
      forgotten++;
    }
  }
}
