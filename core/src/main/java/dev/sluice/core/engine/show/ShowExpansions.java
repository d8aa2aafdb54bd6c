package dev.sluice.core.engine.show;

import dev.sluice.core.engine.common.Durations;
import dev.sluice.core.engine.common.EngineThreads;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowExpander;
import dev.sluice.core.port.show.ShowQuery;
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

/**
 * Expands shows: each once, however many ask, in a thread of its own. Who asks waits for a budget
 * of time; the expansion goes on beyond it, and what it brings is kept for ten minutes, so that the
 * same question is then answered at once. Thread-safe.
 */
public final class ShowExpansions implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ShowExpansions.class.getName());

  /** So many shows are expanded at a time; others wait their turn within their budget. */
  private static final int AT_A_TIME = 8;

  /** So many wait for a turn; more are asked to come back. */
  private static final int WAITING = 64;

  /** When an expansion that nobody waits for any more gives up. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** When to ask again for what was not there in time. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private final List<ShowExpander> expanders;
  private final InstantSource clock;
  private final Duration budget;
  private final ShowCache kept;
  private final ThreadPoolExecutor threads;

  public ShowExpansions(List<ShowExpander> expanders, InstantSource clock, Duration budget) {
    this.expanders = List.copyOf(expanders);
    this.clock = clock;
    this.budget = budget;
    this.kept = new ShowCache(clock, budget);
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

  /** Whether an expander takes this for a show, by the texts of the URLs. */
  public boolean isShow(ShowQuery query) {
    return expander(query).isPresent();
  }

  /**
   * The show, waiting for it as long as the budget allows.
   *
   * @throws SluiceException SHOW_TIMEOUT when the time is up and the expansion goes on; what {@link
   *     ShowExpander#expand} throws
   */
  public Show expand(ShowQuery query) {
    return await(shared(query, ShowCache.LONG), StageMonitor.none());
  }

  /**
   * The show as it is now, give or take a minute.
   *
   * @param monitor ends the waiting
   */
  Show expandAnew(ShowQuery query, StageMonitor monitor) {
    return await(shared(query, ShowCache.MOMENT), monitor);
  }

  private Optional<ShowExpander> expander(ShowQuery query) {
    return expanders.stream().filter(expander -> expander.recognises(query)).findFirst();
  }

  private CompletableFuture<Show> shared(ShowQuery query, Duration oldest) {
    ShowExpander expander =
        expander(query)
            .orElseThrow(() -> new IllegalArgumentException("not a show: " + query.url()));
    return kept.get(query, oldest, () -> begun(expander, query));
  }

  private CompletableFuture<Show> begun(ShowExpander expander, ShowQuery query) {
    CompletableFuture<Show> promise = new CompletableFuture<>();
    try {
      threads.execute(() -> run(expander, query, promise));
    } catch (RejectedExecutionException e) {
      promise.completeExceptionally(late("Too many shows are being looked up right now", e));
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
      LOG.log(Level.ERROR, "show " + query.url() + " not expanded, a fault of ours", e);
      promise.completeExceptionally(
          new SluiceException(
              FailureCode.INTERNAL, "Expanding the show failed by a fault of ours", e));
    }
  }

  private Show await(CompletableFuture<Show> shared, StageMonitor monitor) {
    // A future of one's own: who gives up waiting ends it for nobody else.
    CompletableFuture<Show> mine = shared.copy();
    try (StageMonitor.Registration registration = monitor.onCancel(() -> mine.cancel(false))) {
      return mine.get(budget.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw late(
          "The show could not be expanded within %s".formatted(Durations.inWords(budget)), e);
    } catch (ExecutionException e) {
      throw fresh(e.getCause());
    } catch (CancellationException e) {
      monitor.check();
      throw new SluiceException(FailureCode.CANCELLED, "The expansion was given up", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SluiceException(FailureCode.INTERRUPTED, "Waiting for a show was interrupted", e);
    }
  }

  private static SluiceException late(String what, Exception cause) {
    return new SluiceException(
        FailureCode.SHOW_TIMEOUT,
        what + "; it goes on, and the same request is answered as soon as it is done",
        cause,
        SOON);
  }

  // Several may be told of one failure, each in a thread of its own.
  private static SluiceException fresh(Throwable cause) {
    Throwable reason = cause instanceof CompletionException ? cause.getCause() : cause;
    if (reason instanceof SluiceException failure) {
      return failure.anew();
    }
    return new SluiceException(FailureCode.INTERNAL, "Expanding the show failed", reason);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
