package dev.sluice.core.engine.show;

import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.port.show.ShowExpander.ShowQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Caches running expansions and their results. A failure is cached for one minute, and only if it
 * took longer than callers wait. Thread-safe.
 */
final class ShowCache {
  /** How long a show is cached. */
  static final Duration TIME_TO_LIVE = Duration.ofMinutes(10);

  /** The greatest age of a show for callers that need its current state. */
  static final Duration FRESH = Duration.ofMinutes(1);

  /** The size limit of all cached texts in characters, about twice as many bytes. */
  private static final long MOST_CHARACTERS = 16_000_000;

  private final class Entry {
    final Instant startedAt;
    final CompletableFuture<Show> show;
    @Nullable Instant finishedAt;
    long characters;

    Entry(Instant startedAt, CompletableFuture<Show> running) {
      this.startedAt = startedAt;
      // The age is recorded before callers are notified.
      this.show = running.whenComplete((show, failure) -> done(this, show));
    }

    boolean isOlderThan(Duration age, Instant now) {
      return finishedAt != null && finishedAt.plus(age).isBefore(now);
    }
  }

  private final InstantSource clock;
  private final Duration patience;

  /** In the order in which the expansions began. */
  private final Map<ShowQuery, Entry> shows = new LinkedHashMap<>();

  /**
   * @param patience how long callers wait; a failure that took longer is cached for a minute
   */
  ShowCache(InstantSource clock, Duration patience) {
    this.clock = clock;
    this.patience = patience;
  }

  /** Returns the cached expansion if it is recent enough, else a new one. */
  synchronized CompletableFuture<Show> get(
      ShowQuery query, Duration oldest, Supplier<CompletableFuture<Show>> start) {
    Instant now = clock.instant();
    shows.values().removeIf(entry -> entry.isOlderThan(lifeOf(entry), now));
    Entry cached = shows.get(query);
    if (cached != null && !cached.isOlderThan(oldest, now)) {
      return cached.show;
    }
    shows.remove(query);
    Entry started = new Entry(now, start.get());
    shows.put(query, started);
    return started.show;
  }

  private Duration lifeOf(Entry entry) {
    if (!entry.show.isCompletedExceptionally()) {
      return TIME_TO_LIVE;
    }
    return entry.startedAt.plus(patience).isBefore(entry.finishedAt) ? FRESH : Duration.ZERO;
  }

  private synchronized void done(Entry entry, @Nullable Show show) {
    entry.finishedAt = clock.instant();
    entry.characters = show == null ? 0 : characters(show);
    long sum = shows.values().stream().mapToLong(one -> one.characters).sum();
    Iterator<Entry> oldestFirst = shows.values().iterator();
    // The new entry stays, however large it is, since its caller may ask again.
    while (sum > MOST_CHARACTERS && oldestFirst.hasNext()) {
      Entry oldest = oldestFirst.next();
      if (oldest != entry && oldest.finishedAt != null) {
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
