package dev.sluice.storage.s3;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.HeapBudget;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/**
 * The memory of an upload's parts, which is reserved before it is allocated, and reused. It comes
 * in chunks rather than whole parts, so that a small object takes little, and the garbage collector
 * never needs to find room for a large array. Thread-safe.
 */
final class ChunkPool implements AutoCloseable {
  /** The size of a chunk in bytes. */
  static final int CHUNK = 256 << 10;

  private final HeapBudget.Reservation memory;
  private final Deque<byte[]> free = new ArrayDeque<>();

  /** How many chunks are reserved that were not allocated yet. */
  private long unused;

  private long required;
  private long ahead;

  /**
   * Creates an empty pool.
   *
   * @param memory the memory of the job
   */
  ChunkPool(HeapBudget.Reservation memory) {
    this.memory = memory;
  }

  /**
   * Reserves so many bytes, rounded up to chunks.
   *
   * @throws SluiceException as {@link HeapBudget.Reservation#require}
   */
  synchronized void require(long bytes) {
    long chunks = chunks(bytes);
    memory.require(chunks * CHUNK, "the parts of the upload");
    required += chunks;
    unused += chunks;
  }

  /** Returns whether so many bytes are there or can be reserved. */
  synchronized boolean tryReserve(long bytes) {
    long lacking = Math.max(0, chunks(bytes) - free.size() - unused);
    if (!memory.tryAhead(lacking * CHUNK)) {
      return false;
    }
    ahead += lacking;
    unused += lacking;
    return true;
  }

  private static long chunks(long bytes) {
    return (bytes + CHUNK - 1) / CHUNK;
  }

  /**
   * Returns a chunk with arbitrary content.
   *
   * @throws SluiceException as {@link #require}, if none is free or reserved
   */
  synchronized byte[] take() {
    byte[] chunk = free.poll();
    if (chunk != null) {
      return chunk;
    }
    if (unused == 0) {
      require(CHUNK);
    }
    unused--;
    return new byte[CHUNK];
  }

  synchronized void give(Collection<byte[]> chunks) {
    free.addAll(chunks);
  }

  /** Returns the memory; no chunk may be used afterwards. */
  @Override
  public synchronized void close() {
    memory.release(required * CHUNK);
    memory.releaseAhead(ahead * CHUNK);
    required = 0;
    ahead = 0;
    unused = 0;
    free.clear();
  }
}
