package dev.sluice.core.engine;

import dev.sluice.core.engine.common.Outage;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.port.artifact.ArtifactStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decides whether the default storage is to blame for a failed attempt, and finds out when it is
 * available again. Thread-safe.
 */
final class DefaultStorageOutage {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /**
   * How many attempts are excused although the storage passes its check: it may serve reads and
   * fail writes, or fail one job for ever.
   */
  private static final int MOST_EXCUSED = 20;

  private final ArtifactStore store;
  private final Outage outage = new Outage("The default storage", System::nanoTime);

  /** Spreads the checks of processes that noticed an outage at the same moment. */
  private final int spread;

  private final AtomicLong excused = new AtomicLong();

  // Only the dispatcher uses these.
  private int failedChecks;
  private long nextCheckAt;

  DefaultStorageOutage(ArtifactStore store, String worker) {
    this.store = store;
    this.spread = Math.floorMod(worker.hashCode(), 20);
  }

  /**
   * Returns whether an attempt failed because the default storage is unavailable; if so, {@link
   * #isOn} until a check passes. A job with a storage of its own is never excused.
   *
   * @param othersRan whether other jobs ran beside it, which may have filled the storage
   */
  boolean excuses(Job job, SluiceException failure, boolean othersRan) {
    if (job.storage().isPresent()) {
      return false;
    }
    boolean mayBeExcused =
        switch (failure.code()) {
          case STORE_UNAVAILABLE -> job.excused() < MOST_EXCUSED || !isAvailable();
          case STORE_FULL -> (othersRan && job.excused() < MOST_EXCUSED) || !isAvailable();
          case STORE_REFUSED, STORE_MISSING -> !isAvailable();
          default -> false;
        };
    if (mayBeExcused) {
      outage.begin(failure);
      excused.incrementAndGet();
    }
    return mayBeExcused;
  }

  private boolean isAvailable() {
    try {
      store.check();
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /**
   * Returns whether the storage is unavailable. Checks it from time to time, with pauses that grow
   * to five seconds. Used by one thread.
   */
  boolean isOn() {
    if (!outage.isOn()) {
      failedChecks = 0;
      return false;
    }
    long now = System.nanoTime();
    if (failedChecks == 0) {
      failedChecks = 1;
      nextCheckAt = now + pause().toNanos();
    }
    if (now - nextCheckAt < 0) {
      return true;
    }
    if (isAvailable()) {
      outage.end();
      failedChecks = 0;
      return false;
    }
    failedChecks++;
    nextCheckAt = System.nanoTime() + pause().toNanos();
    return true;
  }

  /** Returns how long the outage has lasted; empty if there is none. */
  Optional<Duration> length() {
    return outage.length();
  }

  /** Returns how many attempts were excused in this process. */
  long excused() {
    return excused.get();
  }

  /** Returns how long the dispatcher may sleep before it asks again. */
  Duration untilNextCheck() {
    return Duration.ofNanos(Math.max(1_000_000, nextCheckAt - System.nanoTime()));
  }

  private Duration pause() {
    long doubled = FIRST_PAUSE.toMillis() << Math.min(failedChecks - 1, 10);
    return Duration.ofMillis(Math.min(doubled, LONGEST_PAUSE.toMillis()) * (90 + spread) / 100);
  }
}
