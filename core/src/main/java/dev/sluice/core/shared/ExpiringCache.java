package dev.sluice.core.shared;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A map whose entries expire; the oldest are removed if they weigh too much. Thread-safe. */
public final class ExpiringCache<K, V> {
  private record Entry<V>(V value, long weight, Instant until) {}

  private final InstantSource clock;
  private final Duration lifetime;
  private final long maxWeight;

  /** The oldest entry first. */
  private final Map<K, Entry<V>> entries = new LinkedHashMap<>();

  private long weight;

  /**
   * Makes an empty cache.
   *
   * @param maxWeight of all values together
   */
  public ExpiringCache(InstantSource clock, Duration lifetime, long maxWeight) {
    this.clock = clock;
    this.lifetime = lifetime;
    this.maxWeight = maxWeight;
  }

  /** Returns the value that was put last, unless it has expired. */
  public synchronized Optional<V> get(K key) {
    Instant now = clock.instant();
    return Optional.ofNullable(entries.get(key))
        .filter(entry -> now.isBefore(entry.until()))
        .map(Entry::value);
  }

  /** Puts a value, unless it weighs too much by itself, and removes expired ones. */
  public synchronized void put(K key, V value, long itsWeight) {
    Instant now = clock.instant();
    Entry<V> before = entries.remove(key);
    weight -= before == null ? 0 : before.weight();
    if (itsWeight <= maxWeight) {
      weight += itsWeight;
      entries.put(key, new Entry<>(value, itsWeight, now.plus(lifetime)));
    }
    Iterator<Entry<V>> oldestFirst = entries.values().iterator();
    while (oldestFirst.hasNext()) {
      Entry<V> oldest = oldestFirst.next();
      if (weight <= maxWeight && now.isBefore(oldest.until())) {
        return;
      }
      weight -= oldest.weight();
      oldestFirst.remove();
    }
  }
}
