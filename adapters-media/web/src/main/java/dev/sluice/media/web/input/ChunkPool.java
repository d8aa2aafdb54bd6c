package dev.sluice.media.web.input;

import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The memory of chunks between two inputs. An input takes tens of megabytes at once, and as garbage
 * they made the JVM clear up everything it has after each film, standing still for a tenth of a
 * second. What is kept here is given up when the memory is needed otherwise. Thread-safe.
 */
final class ChunkPool {
  private final int chunkBytes;
  private final int most;
  private final Deque<SoftReference<byte[]>> kept = new ArrayDeque<>();

  /**
   * @param chunkBytes how large a chunk is; only such are kept
   * @param most how many are kept
   */
  ChunkPool(int chunkBytes, int most) {
    this.chunkBytes = chunkBytes;
    this.most = most;
  }

  /** Memory for so many bytes, with anything in it. */
  synchronized byte[] take(int length) {
    while (length == chunkBytes && !kept.isEmpty()) {
      byte[] bytes = kept.pop().get();
      if (bytes != null) {
        return bytes;
      }
    }
    return new byte[length];
  }

  /** Nobody reads from these or writes to them any more. */
  synchronized void giveBack(byte[] bytes) {
    if (bytes.length == chunkBytes && kept.size() < most) {
      kept.push(new SoftReference<>(bytes));
    }
  }

  /** How many are kept. */
  synchronized int kept() {
    return kept.size();
  }
}
