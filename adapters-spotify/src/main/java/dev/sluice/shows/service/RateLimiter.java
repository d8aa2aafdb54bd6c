package dev.sluice.shows.service;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.RequestField;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Limits how often a service is called: services that are called too often reject everybody behind
 * the same address for a while. A call that comes too early fails with the time to wait, and does
 * not wait: the caller's time is short. Thread-safe.
 */
final class RateLimiter {
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final String service;
  private final int callsAMinute;
  private final InstantSource clock;
  private final Deque<Instant> calls = new ArrayDeque<>();
  private Instant closedUntil = Instant.MIN;

  RateLimiter(String service, int callsAMinute, InstantSource clock) {
    this.service = service;
    this.callsAMinute = callsAMinute;
    this.clock = clock;
  }

  /**
   * Takes a permit; called before each request.
   *
   * @throws SluiceException SERVICE_LIMITED with how long to wait
   */
  synchronized void take() {
    Instant now = clock.instant();
    if (now.isBefore(closedUntil)) {
      throw limited(service + " has asked for a pause", Duration.between(now, closedUntil));
    }
    while (!calls.isEmpty() && !calls.peek().plus(WINDOW).isAfter(now)) {
      calls.remove();
    }
    if (calls.size() >= callsAMinute) {
      throw limited(
          "%s is called at most %s times a minute".formatted(service, callsAMinute),
          Duration.between(now, calls.element().plus(WINDOW)));
    }
    calls.add(now);
  }

  /** Closes the limiter because the service itself has rejected a call. */
  synchronized SluiceException closed(Duration wait) {
    Instant until = clock.instant().plus(wait);
    closedUntil = until.isAfter(closedUntil) ? until : closedUntil;
    return limited(service + " limits how often it may be called", wait);
  }

  private static SluiceException limited(String why, Duration wait) {
    long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
    return new SluiceException(
        FailureCode.SERVICE_LIMITED,
        "%s; ask again in %s s, or give the address of the show's own feed as %s"
            .formatted(why, seconds, RequestField.FEED.option()),
        null,
        Duration.ofSeconds(seconds));
  }
}
