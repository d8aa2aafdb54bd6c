package dev.sluice.testkit.fake;

import dev.sluice.core.port.media.StageMonitor;
import java.time.Duration;

/**
 * A point at which threads wait until a test lets them go on. Open at first. Thread-safe.
 *
 * <pre>{@code
 * fetcher.gate().close();
 * sluice.submit(request);
 * fetcher.gate().awaitArrival();
 * // the job is in the middle of its download until the test opens the gate
 * fetcher.gate().open();
 * }</pre>
 */
public final class Gate {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private boolean closed;
  private int waiting;

  /** Makes every thread that arrives wait. */
  public synchronized void close() {
    closed = true;
  }

  /** Lets all threads pass. */
  public synchronized void open() {
    closed = false;
    notifyAll();
  }

  /**
   * Returns when at least one thread waits at the gate.
   *
   * @throws AssertionError if no thread arrives within half a minute
   */
  public synchronized void awaitArrival() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (waiting == 0) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("no thread arrived at the gate within " + PATIENCE);
      }
      pause(left);
    }
  }

  /** Returns how many threads wait. */
  public synchronized int waiting() {
    return waiting;
  }

  /**
   * Waits while the gate is closed and the job has not ended; the caller checks the monitor next.
   */
  @SuppressWarnings("try") // the registration is held, not used
  void pass(StageMonitor monitor, Ended ended) {
    try (StageMonitor.Registration waking = monitor.onCancel(this::wake)) {
      synchronized (this) {
        waiting++;
        notifyAll();
        try {
          while (closed && !monitor.cancelled() && !ended.isTrue()) {
            pause(0);
          }
        } finally {
          waiting--;
        }
      }
    }
  }

  /** Makes the waiting threads check again whether their work has ended. */
  synchronized void wake() {
    notifyAll();
  }

  @SuppressWarnings("WaitNotInLoop") // the callers loop
  private void pause(long millis) {
    try {
      wait(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted at a gate", e);
    }
  }

  /** A condition that ends the wait: the resource in use was closed. */
  @FunctionalInterface
  interface Ended {
    boolean isTrue();
  }
}
