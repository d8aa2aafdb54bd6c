package dev.sluice.core.pipeline;

import dev.sluice.core.port.SourceFacts;
import dev.sluice.core.request.SourceUrl;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What lay behind URLs a moment ago: clients ask twice, for one thing and for another. Thread-safe.
 */
final class KeptLooks {
  static final Duration LIFE = Duration.ofMinutes(1);
  private static final int MOST = 1_000;

  private record Kept(SourceFacts facts, Instant until) {}

  private final InstantSource clock;

  /** The oldest stands first. */
  private final Map<SourceUrl, Kept> looks = new LinkedHashMap<>();

  KeptLooks(InstantSource clock) {
    this.clock = clock;
  }

  synchronized Optional<SourceFacts> at(SourceUrl url) {
    Instant now = clock.instant();
    return Optional.ofNullable(looks.get(url))
        .filter(kept -> now.isBefore(kept.until()))
        .map(Kept::facts);
  }

  synchronized void keep(SourceUrl url, SourceFacts facts) {
    Instant now = clock.instant();
    looks.remove(url);
    looks.put(url, new Kept(facts, now.plus(LIFE)));
    Iterator<Kept> oldestFirst = looks.values().iterator();
    while (looks.size() > MOST || !now.isBefore(looks.values().iterator().next().until())) {
      oldestFirst.next();
      oldestFirst.remove();
    }
  }
}
