package dev.sluice.app.wiring;

import dev.sluice.core.port.ArtifactStore;
import dev.sluice.core.port.LinkedObjects;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Where finished objects lie.
 *
 * @param linked answers the links that lead back to our own server
 * @param sweep removes what processes that died left unfinished before a moment; says how many
 * @param end frees what the store holds
 */
record Objects(
    ArtifactStore store, Optional<LinkedObjects> linked, ToIntFunction<Instant> sweep, Runnable end)
    implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Objects.class.getName());

  /** No living job is silent for so long. */
  private static final Duration MARGIN = Duration.ofHours(1);

  /** Sweeps in the background: a start does not wait for it. */
  void sweepLater(InstantSource clock, Duration longestJob) {
    Instant before = clock.instant().minus(longestJob).minus(MARGIN);
    Thread sweeper = new Thread(() -> sweepBefore(before), "sluice-sweep");
    sweeper.setDaemon(true);
    sweeper.start();
  }

  private void sweepBefore(Instant before) {
    try {
      int removed = sweep.applyAsInt(before);
      if (removed > 0) {
        LOG.log(Level.INFO, "Removed {0} unfinished objects of processes that died", removed);
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "Unfinished objects could not be looked for", e);
    }
  }

  @Override
  public void close() {
    end.run();
  }
}
