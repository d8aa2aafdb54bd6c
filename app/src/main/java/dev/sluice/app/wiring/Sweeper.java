package dev.sluice.app.wiring;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/**
 * Removes objects that killed processes left unfinished in the storage: at the start, in the
 * background, and every hour after it, since other processes may be killed while this one runs.
 */
final class Sweeper implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Sweeper.class.getName());
  private static final Duration PERIOD = Duration.ofHours(1);

  /** No running job is silent for so long. */
  static final Duration MARGIN = Duration.ofHours(1);

  private final ToIntFunction<Instant> sweep;
  private final InstantSource clock;
  private final Duration longestJob;

  /** The start of this process, if no other process writes to the storage; used up by one round. */
  private Optional<Instant> startedAlone;

  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "sluice-sweep");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean closed;

  private Sweeper(
      ToIntFunction<Instant> sweep,
      InstantSource clock,
      Duration longestJob,
      Optional<Instant> startedAlone) {
    this.sweep = sweep;
    this.clock = clock;
    this.longestJob = longestJob;
    this.startedAlone = startedAlone;
  }

  /**
   * Starts at once.
   *
   * @param sweep removes objects that were left unfinished before a moment; returns how many
   * @param startedAlone the start of this process if no other one writes to the storage: the first
   *     round removes everything that was left before it
   */
  static Sweeper start(
      ToIntFunction<Instant> sweep,
      InstantSource clock,
      Duration longestJob,
      Optional<Instant> startedAlone) {
    return start(sweep, clock, longestJob, startedAlone, PERIOD);
  }

  static Sweeper start(
      ToIntFunction<Instant> sweep,
      InstantSource clock,
      Duration longestJob,
      Optional<Instant> startedAlone,
      Duration period) {
    Sweeper sweeper = new Sweeper(sweep, clock, longestJob, startedAlone);
    sweeper.rounds.scheduleWithFixedDelay(
        sweeper::round, 0, period.toMillis(), TimeUnit.MILLISECONDS);
    return sweeper;
  }

  private void round() {
    try {
      Instant longAgo = clock.instant().minus(longestJob).minus(MARGIN);
      int removed = sweep.applyAsInt(startedAlone.orElse(longAgo));
      startedAlone = Optional.empty();
      if (removed > 0) {
        LOG.log(Level.INFO, "Removed {0} unfinished objects of killed processes", removed);
      }
    } catch (RuntimeException e) {
      // A storage that was closed meanwhile is expected.
      if (!closed) {
        LOG.log(Level.WARNING, "The search for unfinished objects failed", e);
      }
    }
  }

  /** Starts no further round, and does not wait for a running one. */
  @Override
  public void close() {
    closed = true;
    rounds.shutdown();
  }
}
