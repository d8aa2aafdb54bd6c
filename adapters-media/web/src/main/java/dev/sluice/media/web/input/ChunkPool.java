package dev.sluice.media.web.input;

import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A pool of memory for chunks. An input takes tens of megabytes; without the pool each job's chunks
 * caused a full garbage collection that stopped the JVM for a tenth of a second. The garbage
 * collector may take the pooled memory when it is needed otherwise. Thread-safe.
 */
final class ChunkPool {
  private final int chunkBytes;
  private final int capacity;
  private final Deque<SoftReference<byte[]>> pooled = new ArrayDeque<>();

  /**
   * Creates an empty pool.
   *
   * @param chunkBytes the size of a chunk; arrays of another size are not pooled
   * @param capacity the most arrays pooled
   */
  ChunkPool(int chunkBytes, int capacity) {
    this.chunkBytes = chunkBytes;
    this.capacity = capacity;
  }

  /** Returns an array of this length with arbitrary content. */
  synchronized byte[] take(int length) {
    while (length == chunkBytes && !pooled.isEmpty()) {
      byte[] bytes = pooled.pop().get();
      if (bytes != null) {
        return bytes;
      }
    }
    return new byte[length];
  }

  /** Pools an array that nothing uses any more. */
  synchronized void release(byte[] bytes) {
    if (bytes.length == chunkBytes && pooled.size() < capacity) {
      pooled.push(new SoftReference<>(bytes));
    }
  }

  /** Returns how many arrays are pooled. */
  synchronized int pooled() {
    return pooled.size();
  }
}
