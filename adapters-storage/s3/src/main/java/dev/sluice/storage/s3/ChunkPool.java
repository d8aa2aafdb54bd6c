package dev.sluice.storage.s3;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/**
 * Reuses the memory of parts. It comes in chunks rather than whole parts, so that a small object
 * takes little, and the garbage collector never needs to find room for a large array. Thread-safe.
 */
final class ChunkPool {
  /** The size of a chunk in bytes. */
  static final int CHUNK = 256 << 10;

  private final Deque<byte[]> free = new ArrayDeque<>();

  synchronized byte[] take() {
    byte[] chunk = free.poll();
    return chunk == null ? new byte[CHUNK] : chunk;
  }

  synchronized void give(Collection<byte[]> chunks) {
    free.addAll(chunks);
  }
}
