package dev.sluice.media.web.input;

import dev.sluice.media.web.origin.FetchScope;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The chunks in memory, never more than a fixed number; whoever needs another one gets the memory
 * of the one used longest ago. Not thread-safe: {@link RangedInput} guards it.
 */
final class ChunkCache {
  private final int capacity;
  private final int chunkBytes;
  private final long total;
  private final ChunkPool memory;

  /** By index, the one used longest ago first. */
  private final Map<Integer, Chunk> chunks = new LinkedHashMap<>(16, 0.75f, true);

  ChunkCache(int capacity, int chunkBytes, long total, ChunkPool memory) {
    this.capacity = capacity;
    this.chunkBytes = chunkBytes;
    this.total = total;
    this.memory = memory;
  }

  int last() {
    return (int) ((total - 1) / chunkBytes);
  }

  boolean has(int index) {
    return chunks.containsKey(index);
  }

  /** The chunk, which is thereby used; null if it is not there. */
  Chunk use(int index) {
    return chunks.get(index);
  }

  /** Enters an empty chunk; null when everything that is there is needed or on its way. */
  Chunk claim(int index, FetchScope scope, Predicate<Chunk> needed) {
    byte[] bytes = null;
    if (chunks.size() >= capacity) {
      bytes = evict(needed);
      if (bytes == null) {
        return null;
      }
    }
    int length = (int) Math.min(chunkBytes, total - (long) index * chunkBytes);
    if (bytes == null || bytes.length < length) {
      bytes = memory.take(length);
    }
    Chunk chunk = new Chunk(index, bytes, length, scope.part());
    chunks.put(index, chunk);
    return chunk;
  }

  /** Ends what is on its way and not wanted. Its memory is not used again: its loader may write. */
  void abandon(Predicate<Chunk> unwanted) {
    Iterator<Chunk> all = chunks.values().iterator();
    while (all.hasNext()) {
      Chunk chunk = all.next();
      if (!chunk.complete() && unwanted.test(chunk)) {
        all.remove();
        chunk.scope.close();
      }
    }
  }

  void remove(Chunk chunk) {
    chunks.remove(chunk.index, chunk);
  }

  /** Forgets all of them. What is complete may be used by others: no loader writes to it. */
  void giveBack() {
    chunks.values().stream().filter(Chunk::complete).forEach(chunk -> memory.giveBack(chunk.bytes));
    chunks.clear();
  }

  private byte[] evict(Predicate<Chunk> needed) {
    Iterator<Chunk> oldest = chunks.values().iterator();
    while (oldest.hasNext()) {
      Chunk chunk = oldest.next();
      if (chunk.complete() && !needed.test(chunk)) {
        oldest.remove();
        return chunk.bytes;
      }
    }
    return null;
  }
}
