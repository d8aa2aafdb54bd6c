package dev.sluice.storage.jdbc.keys;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Keeps in mind for a moment what was found. What is not there is asked for each time. Thread-safe.
 */
final class ExpiringCache<K, V> {
  private static final int MOST = 10_000;

  private record Found<V>(V value, long at) {}

  private final Duration kept;
  private final LongSupplier nanos;
  private final Map<K, Found<V>> found = new HashMap<>();
  private long forgotten;

  /**
   * @param nanos as {@link System#nanoTime()} tells them
   */
  ExpiringCache(Duration kept, LongSupplier nanos) {
    this.kept = kept;
    this.nanos = nanos;
  }

  Optional<V> get(K key, Function<K, Optional<V>> asking) {
    long now = nanos.getAsLong();
    long seen;
    synchronized (found) {
      Found<V> known = found.get(key);
      if (known != null && now - known.at() < kept.toNanos()) {
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
      // What was read before a change and comes after it is old.
      if (seen != forgotten) {
        return;
      }
      if (found.size() >= MOST) {
        found.clear();
      }
      found.put(key, new Found<>(value, at));
    }
  }

  /** Something was changed: what was found before counts no more. */
  void forget() {
    synchronized (found) {
      found.clear();
      forgotten++;
    }
  }
}
