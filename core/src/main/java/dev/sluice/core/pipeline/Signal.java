package dev.sluice.core.pipeline;

import java.time.Duration;

/**
 * Wakes a sleeper. A signal that was raised between {@link #count} and {@link #await} is not
 * missed.
 */
final class Signal {
  private long count;

  synchronized long count() {
    return count;
  }

  synchronized void raise() {
    count++;
    notifyAll();
  }

  /**
   * Returns when the count is past {@code seen}, after {@code most}, or when interrupted; now and
   * then earlier, so callers look again.
   */
  @SuppressWarnings("WaitNotInLoop")
  synchronized void await(long seen, Duration most) {
    if (count != seen) {
      return;
    }
    try {
      wait(Math.max(1, most.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
