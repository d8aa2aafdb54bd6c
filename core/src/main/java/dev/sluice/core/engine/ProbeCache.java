package dev.sluice.core.engine;

import dev.sluice.core.port.media.SourceInfo;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Caches inspected sources for a minute, since clients often ask for the same URL twice. Entries
 * are per tenant: a site may show different media to different credentials. Thread-safe.
 */
final class ProbeCache {
  static final Duration TIME_TO_LIVE = Duration.ofMinutes(1);
  private static final int MAX_ENTRIES = 1_000;

  private record Key(TenantId tenant, SourceUrl url) {}

  private record Entry(SourceInfo info, Instant until) {}

  private final InstantSource clock;

  /** The oldest entry first. */
  private final Map<Key, Entry> entries = new LinkedHashMap<>();

  ProbeCache(InstantSource clock) {
    this.clock = clock;
  }

  synchronized Optional<SourceInfo> get(TenantId tenant, SourceUrl url) {
    Instant now = clock.instant();
    return Optional.ofNullable(entries.get(new Key(tenant, url)))
        .filter(entry -> now.isBefore(entry.until()))
        .map(Entry::info);
  }

  synchronized void put(TenantId tenant, SourceUrl url, SourceInfo info) {
    Key key = new Key(tenant, url);
    Instant now = clock.instant();
    entries.remove(key);
    entries.put(key, new Entry(info, now.plus(TIME_TO_LIVE)));
    Iterator<Entry> oldestFirst = entries.values().iterator();
    while (entries.size() > MAX_ENTRIES
        || !now.isBefore(entries.values().iterator().next().until())) {
      oldestFirst.next();
      oldestFirst.remove();
    }
  }
}
