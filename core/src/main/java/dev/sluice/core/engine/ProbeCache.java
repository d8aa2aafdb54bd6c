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
 * What lay behind URLs a moment ago: clients ask twice, for one thing and for another. Each owner
 * has its own, for a site may show one what it does not show another. Thread-safe.
 */
final class ProbeCache {
  static final Duration LIFE = Duration.ofMinutes(1);
  private static final int MOST = 1_000;

  private record Place(TenantId owner, SourceUrl url) {}

  private record Kept(SourceInfo facts, Instant until) {}

  private final InstantSource clock;

  /** The oldest stands first. */
  private final Map<Place, Kept> looks = new LinkedHashMap<>();

  ProbeCache(InstantSource clock) {
    this.clock = clock;
  }

  synchronized Optional<SourceInfo> at(TenantId owner, SourceUrl url) {
    Instant now = clock.instant();
    return Optional.ofNullable(looks.get(new Place(owner, url)))
        .filter(kept -> now.isBefore(kept.until()))
        .map(Kept::facts);
  }

  synchronized void keep(TenantId owner, SourceUrl url, SourceInfo facts) {
    Place place = new Place(owner, url);
    Instant now = clock.instant();
    looks.remove(place);
    looks.put(place, new Kept(facts, now.plus(LIFE)));
    Iterator<Kept> oldestFirst = looks.values().iterator();
    while (looks.size() > MOST || !now.isBefore(looks.values().iterator().next().until())) {
      oldestFirst.next();
      oldestFirst.remove();
    }
  }
}
