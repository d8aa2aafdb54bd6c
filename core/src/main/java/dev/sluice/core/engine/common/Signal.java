package dev.sluice.core.engine.common;

import java.time.Duration;

/**
 * Wakes a sleeper. A signal that was raised between {@link #count} and {@link #await} is not
 * missed.
 */
public final class Signal {
  private long count;

  public synchronized long count() {
    return count;
  }

  public synchronized void raise() {
    count++;
    notifyAll();
  }

  /**
   * Returns when the count is past {@code seen}, after {@code most}, or when interrupted; now and
   * then earlier, so callers look again.
   */
  @SuppressWarnings("WaitNotInLoop")
  public synchronized void await(long seen, Duration most) {
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
