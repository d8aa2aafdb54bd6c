package dev.sluice.media.web.segment;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory for what all inputs of a process have loaded ahead of their readers. A source has as
 * many tracks as it likes, so a limit for each input alone would not limit the process. No input
 * waits for another: each may always hold {@link #LEAST} bytes, and {@link #MOST} while its reader
 * waits for a whole segment. Thread-safe.
 */
final class ReadAheadMemory {
  /** The most that one input holds, in bytes, plus one piece for each segment being loaded. */
  static final int MOST = 32 << 20;

  /** What each input may hold, in bytes, however much the others hold. */
  static final int LEAST = 1 << 20;

  /** That of this process: a quarter of its heap, since the inputs of all fetchers share it. */
  static final ReadAheadMemory OF_PROCESS =
      new ReadAheadMemory(Runtime.getRuntime().maxMemory() / 4);

  private final long limit;
  private final AtomicLong held = new AtomicLong();

  /**
   * Creates memory of which nothing is held.
   *
   * @param limit in bytes
   */
  ReadAheadMemory(long limit) {
    this.limit = limit;
  }

  /** Returns whether an input that holds this many bytes may not add another piece. */
  boolean isFullFor(int ofInput) {
    return ofInput >= MOST || (ofInput >= LEAST && held.get() >= limit);
  }

  /** Adds bytes that an input holds from now on; negative if it holds them no longer. */
  void add(int bytes) {
    held.addAndGet(bytes);
  }

  /** Returns how many bytes all inputs hold. */
  long held() {
    return held.get();
  }
}
