package dev.sluice.core.engine.show;

import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.port.show.ShowQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Shows that are being expanded, and those that were, for a while. Of failures only those are kept
 * that nobody may have been there to hear of, and for a moment. Thread-safe.
 */
final class ShowCache {
  /** How long a show answers requests for it. */
  static final Duration LONG = Duration.ofMinutes(10);

  /** As new as need be for who must know how a show is now. */
  static final Duration MOMENT = Duration.ofMinutes(1);

  /** Texts of all kept shows together, in characters: about twice as many bytes. */
  private static final long MOST_CHARACTERS = 16_000_000;

  private static final class Kept {
    final Instant begunAt;
    CompletableFuture<Show> show;
    Instant doneAt;
    long characters;

    Kept(Instant begunAt) {
      this.begunAt = begunAt;
    }

    boolean isOlderThan(Duration age, Instant now) {
      return doneAt != null && doneAt.plus(age).isBefore(now);
    }
  }

  private final InstantSource clock;
  private final Duration patience;

  /** The one that was begun last stands last. */
  private final Map<ShowQuery, Kept> shows = new LinkedHashMap<>();

  /**
   * @param patience how long people wait: a failure that took longer is kept for a moment
   */
  ShowCache(InstantSource clock, Duration patience) {
    this.clock = clock;
    this.patience = patience;
  }

  /** What there is and is not too old, else what the beginning gives. */
  synchronized CompletableFuture<Show> get(
      ShowQuery query, Duration oldest, Supplier<CompletableFuture<Show>> beginning) {
    Instant now = clock.instant();
    shows.values().removeIf(kept -> kept.isOlderThan(lifeOf(kept), now));
    Kept there = shows.get(query);
    if (there != null && !there.isOlderThan(oldest, now)) {
      return there.show;
    }
    shows.remove(query);
    Kept begun = new Kept(now);
    // Who waits is told after it was noted how old the show is.
    begun.show = beginning.get().whenComplete((show, failure) -> done(begun, show));
    shows.put(query, begun);
    return begun.show;
  }

  private Duration lifeOf(Kept kept) {
    if (!kept.show.isCompletedExceptionally()) {
      return LONG;
    }
    return kept.begunAt.plus(patience).isBefore(kept.doneAt) ? MOMENT : Duration.ZERO;
  }

  private synchronized void done(Kept kept, Show show) {
    kept.doneAt = clock.instant();
    kept.characters = show == null ? 0 : characters(show);
    long sum = shows.values().stream().mapToLong(one -> one.characters).sum();
    Iterator<Kept> oldestFirst = shows.values().iterator();
    // The one that somebody may be about to ask for again stays, however large it is.
    while (sum > MOST_CHARACTERS && oldestFirst.hasNext()) {
      Kept oldest = oldestFirst.next();
      if (oldest != kept && oldest.doneAt != null) {
        sum -= oldest.characters;
        oldestFirst.remove();
      }
    }
  }

  private static long characters(Show show) {
    return show.episodes().stream().mapToLong(ShowCache::characters).sum();
  }

  private static long characters(ShowEpisode episode) {
    return 500L + episode.title().length() + episode.description().map(String::length).orElse(0);
  }
}
