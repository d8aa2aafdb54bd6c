package dev.sluice.core.engine.common;

import java.time.Duration;

/**
 * Wakes a waiting thread. A signal that is raised between {@link #count} and {@link #await} is not
 * missed. Thread-safe.
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
   * Waits until the count differs from {@code seen}, until {@code most} has passed, or until
   * interrupted. May return early, so callers check again.
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
