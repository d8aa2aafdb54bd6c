package dev.sluice.core.engine.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pauses the calls to a receiver that fails: after some failures in a row it is open for a growing
 * pause, and then lets one call through as a trial. Not thread-safe.
 */
final class CircuitBreaker {
  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ofMinutes(2),
          Duration.ofMinutes(5),
          Duration.ofMinutes(10));

  private final int threshold;
  private int failures;
  private @Nullable Instant lastFailure;

  /**
   * @param threshold how many failures in a row open it
   */
  CircuitBreaker(int threshold) {
    this.threshold = threshold;
  }

  /** Returns the end of the current pause; empty if a call may be made. */
  Optional<Instant> openUntil(Instant now) {
    Instant failed = lastFailure;
    if (isClosed() || failed == null) {
      return Optional.empty();
    }
    Instant until = failed.plus(pause());
    // A clock that was set back must not prolong the pause.
    return now.isBefore(until) && !now.isBefore(failed) ? Optional.of(until) : Optional.empty();
  }

  private Duration pause() {
    return PAUSES.get(Math.min(failures - threshold, PAUSES.size() - 1));
  }

  /** Returns whether several calls may be made at a time; false while one is tried. */
  boolean isClosed() {
    return failures < threshold;
  }

  /** Returns whether there was no failure since the last success. */
  boolean isUntouched() {
    return failures == 0;
  }

  void succeeded() {
    failures = 0;
    lastFailure = null;
  }

  void failed(Instant now) {
    failures++;
    lastFailure = now;
  }
}
