package dev.sluice.core.engine.show;

import dev.sluice.core.engine.common.Durations;
import dev.sluice.core.engine.common.EngineThreads;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.EpisodeIdentity;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.port.show.ShowExpander;
import dev.sluice.core.port.show.ShowExpander.ShowQuery;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Expands shows, each once for all concurrent callers, in a thread of its own. A caller waits for a
 * limited time; the expansion goes on after it, and its result is cached for ten minutes, so that
 * the same request is answered at once then. Otherwise a request expands the show again, unless
 * that was done in the last 15 seconds: an expander makes it cheap if nothing has changed.
 * Thread-safe.
 */
public final class ShowExpansions implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ShowExpansions.class.getName());

  /** How many shows are expanded at a time; others wait within their time limit. */
  private static final int AT_A_TIME = 8;

  /** How many shows wait; more are rejected with a time to retry. */
  private static final int WAITING = 64;

  /** The time limit of an expansion. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** When to retry after a timeout. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private final List<ShowExpander> expanders;
  private final InstantSource clock;
  private final Duration budget;
  private final ShowCache cache;
  private final ThreadPoolExecutor threads;

  public ShowExpansions(List<ShowExpander> expanders, InstantSource clock, Duration budget) {
    this.expanders = List.copyOf(expanders);
    this.clock = clock;
    this.budget = budget;
    this.cache = new ShowCache(clock, budget);
    this.threads =
        new ThreadPoolExecutor(
            AT_A_TIME,
            AT_A_TIME,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            EngineThreads.named("sluice-show"));
    threads.allowCoreThreadTimeOut(true);
  }

  /** Returns whether an expander recognises the URL of a show by its text. */
  public boolean isShow(ShowQuery query) {
    return expander(query).isPresent();
  }

  /**
   * Returns the show, waiting for it within the time limit.
   *
   * @throws SluiceException SHOW_TIMEOUT at the time limit, while the expansion goes on; what
   *     {@link ShowExpander#expand} throws
   */
  public Show expand(ShowQuery query) {
    ShowExpander expander = required(query);
    ShowCache.Entry entry = cache.current(query, () -> start(expander, query));
    Show show = await(entry.show, StageMonitor.none());
    entry.delivered();
    return show;
  }

  /**
   * Finds an episode in the show as it is now, at most a minute old.
   *
   * @param monitor ends the wait
   * @return empty if it is not certain which episode is meant
   */
  Optional<ShowEpisode> find(ShowQuery query, EpisodeIdentity wanted, StageMonitor monitor) {
    ShowExpander expander = required(query);
    ShowCache.Entry entry = cache.fresh(query, () -> start(expander, query));
    return entry.identities(await(entry.show, monitor)).find(wanted);
  }

  private Optional<ShowExpander> expander(ShowQuery query) {
    return expanders.stream().filter(expander -> expander.recognises(query)).findFirst();
  }

  private ShowExpander required(ShowQuery query) {
    return expander(query)
        .orElseThrow(() -> new IllegalArgumentException("not a show: " + query.url()));
  }

  private CompletableFuture<Show> start(ShowExpander expander, ShowQuery query) {
    CompletableFuture<Show> promise = new CompletableFuture<>();
    try {
      threads.execute(() -> run(expander, query, promise));
    } catch (RejectedExecutionException e) {
      promise.completeExceptionally(timeout("Too many shows are being looked up right now", e));
    }
    return promise;
  }

  private void run(ShowExpander expander, ShowQuery query, CompletableFuture<Show> promise) {
    Instant began = clock.instant();
    try {
      Show show = expander.expand(query, began.plus(LONGEST));
      LOG.log(
          Level.INFO,
          "show {0} expanded, {1} episodes, {2} ms",
          query.url(),
          show.episodes().size(),
          Duration.between(began, clock.instant()).toMillis());
      promise.complete(show);
    } catch (SluiceException e) {
      LOG.log(Level.INFO, "show {0} not expanded: {1}", query.url(), e.getMessage());
      promise.completeExceptionally(e);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "show " + query.url() + " failed unexpectedly", e);
      promise.completeExceptionally(
          new SluiceException(
              FailureCode.INTERNAL,
              "Expanding the show failed unexpectedly; the log has the details",
              e));
    }
  }

  private Show await(CompletableFuture<Show> shared, StageMonitor monitor) {
    // A copy, so that a caller that stops waiting does not cancel the others.
    CompletableFuture<Show> mine = shared.copy();
    try (StageMonitor.Registration registration = monitor.onCancel(() -> mine.cancel(false))) {
      return mine.get(budget.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw timeout(
          "The show could not be expanded within %s".formatted(Durations.inWords(budget)), e);
    } catch (ExecutionException e) {
      throw copyOf(e.getCause());
    } catch (CancellationException e) {
      monitor.check();
      throw new SluiceException(FailureCode.CANCELLED, "The expansion was given up", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SluiceException(FailureCode.INTERRUPTED, "Waiting for a show was interrupted", e);
    }
  }

  private static SluiceException timeout(String what, Exception cause) {
    return new SluiceException(
        FailureCode.SHOW_TIMEOUT,
        what + "; it goes on, and the same request is answered as soon as it is done",
        cause,
        SOON);
  }

  // Several callers may throw one failure, each in a thread of its own.
  private static SluiceException copyOf(@Nullable Throwable cause) {
    Throwable reason = cause instanceof CompletionException ? cause.getCause() : cause;
    if (reason instanceof SluiceException failure) {
      return failure.copy();
    }
    return new SluiceException(FailureCode.INTERNAL, "Expanding the show failed", reason);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    cache.clear();
  }
}
