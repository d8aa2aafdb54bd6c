package dev.sluice.media.web.input;

import dev.sluice.core.port.media.StageMonitor;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Tells the monitor what has arrived. Thread-safe. */
final class DownloadProgress {
  private final StageMonitor monitor;
  private final OptionalLong total;
  private final Map<Long, Integer> stretches = new HashMap<>();
  private long bytes;
  private boolean finished;

  /**
   * @param total −1 where it is unknown
   */
  DownloadProgress(StageMonitor monitor, long total) {
    this.monitor = monitor;
    this.total = total < 0 ? OptionalLong.empty() : OptionalLong.of(total);
  }

  /**
   * The stretch that begins at {@code start} has been filled so far, perhaps not for the first
   * time.
   */
  synchronized void upTo(long start, int filled) {
    int before = stretches.getOrDefault(start, 0);
    if (filled <= before) {
      return;
    }
    stretches.put(start, filled);
    bytes += filled - before;
    monitor.downloaded(bytes, total);
    if (total.isPresent() && bytes == total.getAsLong()) {
      finish();
    }
  }

  /** So many bytes from the beginning, for what is read in order. */
  synchronized void reached(long position) {
    bytes = position;
    monitor.downloaded(bytes, total);
  }

  synchronized void finish() {
    if (!finished) {
      finished = true;
      monitor.downloadFinished();
    }
  }
}
