package dev.sluice.media.web.client;

import java.time.Duration;

/**
 * Measures the rate at which a peer sends, and fails if it is less than {@value #BYTES_PER_SECOND}
 * bytes a second. A peer that sends a byte now and then never meets the read timeout, and would
 * hold a worker until the job's time limit. Only time within reads counts: a reader that takes its
 * time is not the peer's fault. Thread-safe.
 */
public final class LeastRate {
  static final int BYTES_PER_SECOND = 100;

  private static final Duration PERIOD = Duration.ofMinutes(1);

  private long waitedNanos;
  private long bytes;

  /**
   * Returns the time over which a rate is measured: a minute, or twice the read timeout if that is
   * longer, so that a silence that the timeout permits is no low rate.
   */
  public static Duration period(Duration readTimeout) {
    Duration silence = readTimeout.multipliedBy(2);
    return silence.compareTo(PERIOD) > 0 ? silence : PERIOD;
  }

  /** Begins to measure anew, since the peer has been asked for something else. */
  synchronized void restart() {
    waitedNanos = 0;
    bytes = 0;
  }

  /**
   * Adds a read that has returned.
   *
   * @param waited how long it took
   * @param count how many bytes it brought; negative at the end, which is never too slow
   * @throws SlowPeerException if a period is over in which too few bytes came
   */
  public synchronized void add(Duration waited, int count, Duration period)
      throws SlowPeerException {
    waitedNanos += waited.toNanos();
    bytes += Math.max(0, count);
    if (count < 0 || waitedNanos < period.toNanos()) {
      return;
    }
    Duration over = Duration.ofNanos(waitedNanos);
    long came = bytes;
    restart();
    if (came * 1e9 < (double) BYTES_PER_SECOND * over.toNanos()) {
      throw new SlowPeerException(came, over);
    }
  }
}
