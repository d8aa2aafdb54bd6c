package dev.sluice.media.web.segment;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.StageMonitor;
import java.util.OptionalLong;

/** Counts what all segments of all inputs have brought. Thread-safe. */
final class SegmentProgress {
  private final StageMonitor monitor;
  private final long most;
  private int open;
  private long bytes;

  /**
   * @param most the largest source taken, in bytes
   */
  SegmentProgress(StageMonitor monitor, long most) {
    this.monitor = monitor;
    this.most = most;
  }

  /** One more input comes to an end some time. */
  synchronized void opened() {
    open++;
  }

  /**
   * @throws SluiceException SOURCE_TOO_LARGE
   */
  synchronized void more(int count) {
    bytes += count;
    if (bytes > most) {
      throw new SluiceException(
          FailureCode.SOURCE_TOO_LARGE,
          "The stream's segments are larger than the %d bytes that are allowed".formatted(most));
    }
    monitor.downloaded(bytes, OptionalLong.empty());
  }

  /** One input has everything. */
  synchronized void ended() {
    open--;
    if (open == 0) {
      monitor.downloadFinished();
    }
  }
}
