package dev.sluice.media.web.segment;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.StageMonitor;
import java.util.OptionalLong;

/** Counts the bytes of all segments of all inputs. Thread-safe. */
final class SegmentProgress {
  private final StageMonitor monitor;
  private final long maxBytes;
  private int open;
  private long bytes;

  /**
   * Creates a counter without inputs.
   *
   * @param maxBytes the largest source accepted
   */
  SegmentProgress(StageMonitor monitor, long maxBytes) {
    this.monitor = monitor;
    this.maxBytes = maxBytes;
  }

  /** Adds an input, which will end. */
  synchronized void inputOpened() {
    open++;
  }

  /**
   * Counts bytes that have come.
   *
   * @throws SluiceException SOURCE_TOO_LARGE
   */
  synchronized void received(int count) {
    bytes += count;
    if (bytes > maxBytes) {
      throw new SluiceException(
          FailureCode.SOURCE_TOO_LARGE,
          "The stream's segments are larger than the " + maxBytes + " bytes that are allowed");
    }
    monitor.downloaded(bytes, OptionalLong.empty());
  }

  /** Notes that an input has all of its segments. */
  synchronized void inputEnded() {
    open--;
    if (open == 0) {
      monitor.downloadFinished();
    }
  }
}
