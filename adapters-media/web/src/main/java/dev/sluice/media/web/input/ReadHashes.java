package dev.sluice.media.web.input;

import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * Hashes of what the reader has read of each chunk, by which the same chunk of another response is
 * compared. Not thread-safe: guarded by {@link RangedInput}.
 */
final class ReadHashes {
  /**
   * The front of a chunk.
   *
   * @param length in bytes
   */
  record Front(int length, long hash) {
    static final Front NONE = new Front(0, 0);
  }

  private final Map<Integer, Front> fronts = new HashMap<>();

  /** Adds what was read of a chunk, before it leaves the memory. */
  void add(Chunk chunk) {
    if (chunk.read > of(chunk.index).length()) {
      // The loader's own hash costs nothing; another one reads from memory again.
      boolean isWhole = chunk.complete() && chunk.read == chunk.length;
      long hash = isWhole ? chunk.hash.getValue() : hash(chunk.bytes, chunk.read);
      fronts.put(chunk.index, new Front(chunk.read, hash));
    }
  }

  private static long hash(byte[] bytes, int length) {
    Checksum hash = new CRC32C();
    hash.update(bytes, 0, length);
    return hash.getValue();
  }

  Front of(int index) {
    return fronts.getOrDefault(index, Front.NONE);
  }
}
