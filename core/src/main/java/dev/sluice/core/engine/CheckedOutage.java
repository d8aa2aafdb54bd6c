package dev.sluice.core.engine;

import dev.sluice.core.engine.common.Outage;
import dev.sluice.core.failure.SluiceException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * An outage that ends when a check passes. The dispatcher repeats the check with pauses that grow
 * to five seconds. Thread-safe.
 */
final class CheckedOutage {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Outage outage;
  private final BooleanSupplier check;

  /** Spreads the checks of processes that noticed an outage at the same moment. */
  private final int spread;

  // Only the dispatcher uses these.
  private int failedChecks;
  private long nextCheckAt;

  /**
   * @param resource what may be unavailable, as the subject of a sentence
   * @param check returns whether it is available
   * @param worker the name of this process
   */
  CheckedOutage(String resource, BooleanSupplier check, String worker) {
    this.outage = new Outage(resource, System::nanoTime);
    this.check = check;
    this.spread = Math.floorMod(worker.hashCode(), 20);
  }

  /** Begins the outage, unless it has begun. */
  void begin(SluiceException failure) {
    outage.begin(failure);
  }

  /** Makes the check now, which does not end the outage. */
  boolean isAvailable() {
    return check.getAsBoolean();
  }

  /** Returns whether the outage lasts. Makes the check from time to time. Used by one thread. */
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

  /** Returns how long the dispatcher may sleep before it asks again. */
  Duration untilNextCheck() {
    return Duration.ofNanos(Math.max(1_000_000, nextCheckAt - System.nanoTime()));
  }

  private Duration pause() {
    long doubled = FIRST_PAUSE.toMillis() << Math.min(failedChecks - 1, 10);
    return Duration.ofMillis(Math.min(doubled, LONGEST_PAUSE.toMillis()) * (90 + spread) / 100);
  }
}
