package dev.sluice.media.web.input;

import dev.sluice.core.port.media.StageMonitor;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Reports to the monitor how many bytes of a file have arrived. Thread-safe. */
final class DownloadProgress {
  private final StageMonitor monitor;
  private OptionalLong total;
  private boolean inOrder;
  private final Map<Long, Integer> stretches = new HashMap<>();
  private long bytes;
  private boolean finished;

  /**
   * Creates the progress of one file.
   *
   * @param total its size; −1 if unknown
   */
  DownloadProgress(StageMonitor monitor, long total) {
    this.monitor = monitor;
    this.total = known(total);
  }

  /**
   * Begins again with a file that is read in order. The number of bytes reported does not go back.
   *
   * @param size as for the constructor
   */
  synchronized void readInOrder(long size) {
    inOrder = true;
    total = known(size);
  }

  private static OptionalLong known(long total) {
    return total < 0 ? OptionalLong.empty() : OptionalLong.of(total);
  }

  /**
   * Reports how much of the chunk at {@code start} has arrived; a chunk that is loaded again counts
   * once.
   */
  synchronized void chunkFilled(long start, int filled) {
    int before = stretches.getOrDefault(start, 0);
    if (filled <= before || inOrder) {
      return;
    }
    stretches.put(start, filled);
    bytes += filled - before;
    monitor.downloaded(bytes, total);
    if (total.isPresent() && bytes == total.getAsLong()) {
      finish();
    }
  }

  /** Reports the position reached, for a file that is read in order. */
  synchronized void reached(long position) {
    bytes = Math.max(bytes, position);
    monitor.downloaded(bytes, total);
  }

  synchronized void finish() {
    if (!finished) {
      finished = true;
      monitor.downloadFinished();
    }
  }
}
