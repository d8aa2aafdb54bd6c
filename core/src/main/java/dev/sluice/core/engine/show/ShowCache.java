package dev.sluice.core.engine.show;

import dev.sluice.core.port.media.HeapBudget;
import dev.sluice.core.port.show.EpisodeIdentities;
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
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Caches running expansions and their results. A result is current for 15 seconds, so that callers
 * in a row cost one expansion. A result that came too late for its callers is kept for ten minutes
 * and, since there may be several of them, for a minute after the first one has got it. A failure
 * is cached for one minute, and only if it came too late. Thread-safe.
 */
final class ShowCache {
  /** How long a show that came too late waits for its callers. */
  static final Duration TIME_TO_LIVE = Duration.ofMinutes(10);

  /** The greatest age of a show for jobs. */
  static final Duration FRESH = Duration.ofMinutes(1);

  /** The greatest age of a show for callers, except those that it came too late for. */
  static final Duration CURRENT = Duration.ofSeconds(15);

  /** The size limit of all cached texts in characters, about twice as many bytes. */
  private static final long MOST_CHARACTERS = 16_000_000;

  /** An expansion that runs or has ended. */
  final class Entry {
    final Instant startedAt;
    final CompletableFuture<Show> show;
    @Nullable Instant finishedAt;
    long characters;

    /** The memory of the cached result. */
    final HeapBudget.Reservation memory = HeapBudget.OF_PROCESS.open();

    /** Whether a caller, and not only a job, asked for it while it ran. */
    private boolean isRequested;

    /** When a caller got it first. */
    private @Nullable Instant deliveredAt;

    private @Nullable EpisodeIdentities identities;

    Entry(Instant startedAt, CompletableFuture<Show> running) {
      this.startedAt = startedAt;
      // The age is recorded before callers are notified.
      this.show = running.whenComplete((show, failure) -> done(this, show));
    }

    /**
     * Returns the identities of the result, made once for all jobs.
     *
     * @param result what the expansion returned
     */
    synchronized EpisodeIdentities identities(Show result) {
      if (identities == null) {
        identities = EpisodeIdentities.of(result.episodes());
      }
      return identities;
    }

    /** Notes that a caller got the result. */
    void delivered() {
      synchronized (ShowCache.this) {
        if (deliveredAt == null) {
          deliveredAt = clock.instant();
        }
      }
    }

    private boolean isOlderThan(Duration age, Instant now) {
      return finishedAt != null && finishedAt.plus(age).isBefore(now);
    }

    private boolean isLate() {
      return finishedAt != null && startedAt.plus(patience).isBefore(finishedAt);
    }

    private boolean isOver(Instant now) {
      if (show.isCompletedExceptionally()) {
        return isOlderThan(isLate() ? FRESH : Duration.ZERO, now);
      }
      if (!isLate() || !isRequested) {
        return isOlderThan(FRESH, now);
      }
      return deliveredAt == null
          ? isOlderThan(TIME_TO_LIVE, now)
          : deliveredAt.plus(FRESH).isBefore(now);
    }

    private boolean isCurrent(Instant now) {
      boolean isFailure = show.isCompletedExceptionally();
      return isFailure || (isLate() && isRequested) || !isOlderThan(CURRENT, now);
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

  /**
   * Returns the expansion that runs, is at most 15 seconds old, or came too late for its callers,
   * else a new one.
   */
  synchronized Entry current(ShowQuery query, Supplier<CompletableFuture<Show>> start) {
    Entry entry = get(query, Entry::isCurrent, start);
    entry.isRequested |= entry.finishedAt == null;
    return entry;
  }

  /** Returns the cached expansion if it is at most a minute old, else a new one. */
  synchronized Entry fresh(ShowQuery query, Supplier<CompletableFuture<Show>> start) {
    return get(query, (entry, now) -> !entry.isOlderThan(FRESH, now), start);
  }

  private Entry get(
      ShowQuery query,
      BiPredicate<Entry, Instant> isUsable,
      Supplier<CompletableFuture<Show>> start) {
    Instant now = clock.instant();
    shows.values().removeIf(entry -> entry.isOver(now) && dropped(entry));
    Entry cached = shows.get(query);
    if (cached != null && isUsable.test(cached, now)) {
      return cached;
    }
    if (cached != null) {
      shows.remove(query);
      cached.memory.close();
    }
    Entry started = new Entry(now, start.get());
    shows.put(query, started);
    return started;
  }

  private synchronized void done(Entry entry, @Nullable Show show) {
    entry.finishedAt = clock.instant();
    entry.characters = show == null ? 0 : characters(show);
    long sum = shows.values().stream().mapToLong(one -> one.characters).sum();
    Iterator<Entry> oldestFirst = shows.values().iterator();
    // The new entry stays if there is memory for it, since its caller may ask again.
    while (sum > MOST_CHARACTERS && oldestFirst.hasNext()) {
      Entry oldest = oldestFirst.next();
      if (oldest != entry && oldest.finishedAt != null) {
        sum -= oldest.characters;
        oldestFirst.remove();
        oldest.memory.close();
      }
    }
    if (!entry.memory.tryAhead(2 * entry.characters)) {
      shows.values().remove(entry);
    }
  }

  /** Forgets all shows, and returns their memory. */
  synchronized void clear() {
    shows.values().removeIf(ShowCache::dropped);
  }

  private static boolean dropped(Entry entry) {
    entry.memory.close();
    return true;
  }

  private static long characters(Show show) {
    return show.episodes().stream().mapToLong(ShowCache::characters).sum();
  }

  private static long characters(ShowEpisode episode) {
    return 500L + episode.title().length() + episode.description().map(String::length).orElse(0);
  }
}
