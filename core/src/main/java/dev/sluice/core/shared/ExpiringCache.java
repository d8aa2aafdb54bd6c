package dev.sluice.core.shared;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A map whose entries expire; the oldest are removed if there are too many. Thread-safe. */
public final class ExpiringCache<K, V> {
  private record Entry<V>(V value, Instant until) {}

  private final InstantSource clock;
  private final Duration lifetime;
  private final int maxEntries;

  /** The oldest entry first. */
  private final Map<K, Entry<V>> entries = new LinkedHashMap<>();

  /** Makes an empty cache. */
  public ExpiringCache(InstantSource clock, Duration lifetime, int maxEntries) {
    this.clock = clock;
    this.lifetime = lifetime;
    this.maxEntries = maxEntries;
  }

  /** Returns the value that was put last, unless it has expired. */
  public synchronized Optional<V> get(K key) {
    Instant now = clock.instant();
    return Optional.ofNullable(entries.get(key))
        .filter(entry -> now.isBefore(entry.until()))
        .map(Entry::value);
  }

  /** Puts a value, and removes expired ones. */
  public synchronized void put(K key, V value) {
    Instant now = clock.instant();
    entries.remove(key);
    entries.put(key, new Entry<>(value, now.plus(lifetime)));
    Iterator<Entry<V>> oldestFirst = entries.values().iterator();
    while (entries.size() > maxEntries
        || !now.isBefore(entries.values().iterator().next().until())) {
      oldestFirst.next();
      oldestFirst.remove();
    }
  }
}
