package dev.sluice.testkit.fake;

import dev.sluice.core.port.media.StageMonitor;
import java.time.Duration;

/**
 * Holds threads up at a known place until a test lets them go. Open at first. Thread-safe.
 *
 * <pre>{@code
 * fetcher.gate().close();
 * sluice.submit(request);
 * fetcher.gate().awaitSomebody();
 * // the job is in the middle of its download, for as long as the test likes
 * fetcher.gate().open();
 * }</pre>
 */
public final class Gate {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private boolean closed;
  private int waiting;

  /** From now on whoever comes waits. */
  public synchronized void close() {
    closed = true;
  }

  /** Lets everybody pass. */
  public synchronized void open() {
    closed = false;
    notifyAll();
  }

  /**
   * Returns when at least one thread waits at the gate.
   *
   * @throws AssertionError if nobody comes within half a minute
   */
  public synchronized void awaitSomebody() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (waiting == 0) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("nobody came to the gate within " + PATIENCE);
      }
      pause(left);
    }
  }

  /** How many threads wait right now. */
  public synchronized int waiting() {
    return waiting;
  }

  /**
   * Waits while the gate is closed and the job is to go on; the caller asks the monitor afterwards.
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

  /** Makes those who wait look again whether their work has ended. */
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

  /** Whether what the waiting thread works on was closed. */
  @FunctionalInterface
  interface Ended {
    boolean isTrue();
  }
}
