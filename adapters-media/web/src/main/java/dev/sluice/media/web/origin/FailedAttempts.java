package dev.sluice.media.web.origin;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Counts the attempts in a row that brought no bytes, and pauses before the next one. Not
 * thread-safe.
 */
final class FailedAttempts {
  private static final int MOST = 5;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

  private static final Set<FailureCode> TRANSIENT =
      Set.of(
          FailureCode.CONNECTION_FAILED, FailureCode.CONNECTION_REFUSED, FailureCode.SOURCE_BROKEN);

  private final Origin origin;
  private final FetchScope scope;
  private final boolean mayWait;
  private int count;

  /**
   * Creates a count of zero.
   *
   * @param mayWait whether a pause that the origin asks for is made
   */
  FailedAttempts(Origin origin, FetchScope scope, boolean mayWait) {
    this.origin = origin;
    this.scope = scope;
    this.mayWait = mayWait;
  }

  /** Begins to count again, since bytes have come. */
  void reset() {
    count = 0;
  }

  /** Waits before another attempt; throws the failure if there is to be none. */
  void pauseAfter(SluiceException failure) {
    Optional<Duration> asked = failure.retryAfter();
    boolean isWorthwhile =
        asked.isPresent()
            ? mayWait && origin.mayBeWaitedFor(failure)
            : TRANSIENT.contains(failure.code());
    if (!isWorthwhile) {
      throw failure;
    }
    pause(failure, asked);
  }

  /** Waits before a transfer that broke off is continued; throws the failure if it is not. */
  void pauseAfterCut(SluiceException failure) {
    pause(failure, Optional.empty());
  }

  private void pause(SluiceException failure, Optional<Duration> asked) {
    if (++count >= MOST) {
      throw failure;
    }
    // After a connection that brought bytes there is no pause.
    Duration usual = count == 1 ? Duration.ZERO : FIRST_PAUSE.multipliedBy(1L << (count - 2));
    scope.pause(asked.orElse(usual));
  }
}
