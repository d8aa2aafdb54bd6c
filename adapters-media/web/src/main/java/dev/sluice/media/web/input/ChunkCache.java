package dev.sluice.media.web.input;

import dev.sluice.core.port.media.HeapBudget;
import dev.sluice.media.web.origin.FetchScope;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of an input in memory: {@link #LEAST} in any case, which the input reserves, and more
 * while the job has memory for what is loaded ahead. A further one takes the memory of the least
 * recently used. Not thread-safe: guarded by {@link RangedInput}.
 */
final class ChunkCache {
  /** For the position of the reader, its previous position, and one that is loaded ahead. */
  static final int LEAST = 3;

  private final int capacity;
  private final int chunkBytes;
  private final long total;
  private final ChunkPool memory;
  private final HeapBudget.Reservation reserved;
  private final ReadHashes read = new ReadHashes();

  /** By index, the least recently used first. */
  private final Map<Integer, Chunk> chunks = new LinkedHashMap<>(16, 0.75f, true);

  /** How many chunks are reserved beyond {@link #LEAST}. */
  private int ahead;

  /**
   * Creates a cache without chunks.
   *
   * @param capacity the most chunks
   * @param reserved the memory of the job
   */
  ChunkCache(
      int capacity, int chunkBytes, long total, ChunkPool memory, HeapBudget.Reservation reserved) {
    this.reserved = reserved;
    this.capacity = capacity;
    this.chunkBytes = chunkBytes;
    this.total = total;
    this.memory = memory;
  }

  int last() {
    return (int) ((total - 1) / chunkBytes);
  }

  /** Returns the position in the file of a chunk's first byte. */
  long start(int index) {
    return (long) index * chunkBytes;
  }

  /** Returns what the reader has read of a chunk, unless it is in memory. */
  ReadHashes.Front read(int index) {
    return read.of(index);
  }

  boolean has(int index) {
    return chunks.containsKey(index);
  }

  /** Returns the chunk and marks it as used; null if it is not in memory. */
  @Nullable Chunk use(int index) {
    return chunks.get(index);
  }

  /** Adds an empty chunk; returns null if all chunks in memory are needed or being loaded. */
  @Nullable Chunk claim(int index, FetchScope scope, Predicate<Chunk> needed) {
    byte[] bytes = null;
    if (chunks.size() >= capacity || !reserve(chunks.size() + 1)) {
      bytes = evict(needed);
      if (bytes == null) {
        return null;
      }
    }
    int length = (int) Math.min(chunkBytes, total - (long) index * chunkBytes);
    if (bytes == null || bytes.length < length) {
      bytes = memory.take(length);
    }
    Chunk chunk = new Chunk(index, bytes, length, scope.child());
    chunks.put(index, chunk);
    return chunk;
  }

  private boolean reserve(int count) {
    if (count <= LEAST + ahead) {
      return true;
    }
    if (!reserved.tryAhead(chunkBytes)) {
      return false;
    }
    ahead++;
    return true;
  }

  private void returnReserved() {
    int surplus = Math.max(0, LEAST + ahead - Math.max(LEAST, chunks.size()));
    reserved.releaseAhead((long) surplus * chunkBytes);
    ahead -= surplus;
  }

  /**
   * Ends the loading of unwanted chunks. Their memory is not pooled: their loaders may still write
   * to it.
   */
  void abandon(Predicate<Chunk> unwanted) {
    Iterator<Chunk> all = chunks.values().iterator();
    while (all.hasNext()) {
      Chunk chunk = all.next();
      if (!chunk.complete() && unwanted.test(chunk)) {
        all.remove();
        read.add(chunk);
        chunk.scope.close();
      }
    }
    returnReserved();
  }

  void remove(Chunk chunk) {
    read.add(chunk);
    chunks.remove(chunk.index, chunk);
    returnReserved();
  }

  /** Removes all chunks, and ends the loading of incomplete ones. No memory is pooled. */
  void removeAll() {
    chunks.values().forEach(read::add);
    abandon(chunk -> true);
    chunks.clear();
    returnReserved();
  }

  /** Removes all chunks. The memory of complete ones, which no loader writes to, is pooled. */
  void release() {
    chunks.values().stream().filter(Chunk::complete).forEach(chunk -> memory.release(chunk.bytes));
    chunks.clear();
    returnReserved();
  }

  private byte @Nullable [] evict(Predicate<Chunk> needed) {
    Iterator<Chunk> oldest = chunks.values().iterator();
    while (oldest.hasNext()) {
      Chunk chunk = oldest.next();
      if (chunk.complete() && !needed.test(chunk)) {
        oldest.remove();
        read.add(chunk);
        return chunk.bytes;
      }
    }
    return null;
  }
}
