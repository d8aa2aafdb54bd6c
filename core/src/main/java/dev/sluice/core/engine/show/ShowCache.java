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
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Caches running expansions and their results. A result for which no caller waited long enough is
 * kept for ten minutes, so that the repeated request gets it. A failure is cached for one minute,
 * and only if it took longer than callers wait. Thread-safe.
 */
final class ShowCache {
  /** How long a show is cached. */
  static final Duration TIME_TO_LIVE = Duration.ofMinutes(10);

  /** The greatest age of a show for callers that need its current state. */
  static final Duration FRESH = Duration.ofMinutes(1);

  /** The size limit of all cached texts in characters, about twice as many bytes. */
  private static final long MOST_CHARACTERS = 16_000_000;

  /** An expansion that runs or has ended. */
  final class Entry {
    final Instant startedAt;
    final CompletableFuture<Show> show;
    @Nullable Instant finishedAt;
    long characters;
    private volatile boolean isDelivered;

    Entry(Instant startedAt, CompletableFuture<Show> running) {
      this.startedAt = startedAt;
      // The age is recorded before callers are notified.
      this.show = running.whenComplete((show, failure) -> done(this, show));
    }

    /** Notes that a caller got the result; the next request is answered with a new expansion. */
    void delivered() {
      isDelivered = true;
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

  /** Returns the running expansion, or a result that no caller has got yet, else a new one. */
  Entry current(ShowQuery query, Supplier<CompletableFuture<Show>> start) {
    return get(query, entry -> entry.finishedAt == null || !entry.isDelivered, start);
  }

  /** Returns the cached expansion if it is at most a minute old, else a new one. */
  Entry fresh(ShowQuery query, Supplier<CompletableFuture<Show>> start) {
    return get(query, entry -> !entry.isOlderThan(FRESH, clock.instant()), start);
  }

  private synchronized Entry get(
      ShowQuery query, Predicate<Entry> isUsable, Supplier<CompletableFuture<Show>> start) {
    Instant now = clock.instant();
    shows.values().removeIf(entry -> entry.isOlderThan(lifeOf(entry), now));
    Entry cached = shows.get(query);
    if (cached != null && isUsable.test(cached)) {
      return cached;
    }
    shows.remove(query);
    Entry started = new Entry(now, start.get());
    shows.put(query, started);
    return started;
  }

  private Duration lifeOf(Entry entry) {
    if (!entry.show.isCompletedExceptionally()) {
      return entry.isDelivered ? FRESH : TIME_TO_LIVE;
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
