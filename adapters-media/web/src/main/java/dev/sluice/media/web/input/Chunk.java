package dev.sluice.media.web.input;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.media.web.origin.FetchScope;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;

/** A part of the file in memory, filled from its front. */
final class Chunk {
  final int index;
  final byte[] bytes;
  final int length;
  final FetchScope scope;

  /** How many bytes have arrived; written by the loading thread only. */
  volatile int filled;

  /** The hash of the filled bytes; updated by the loading thread only. */
  final Checksum hash = new CRC32C();

  /** How far the reader has read; written by the reading thread only. */
  int read;

  /** Why the rest does not come; guarded by {@link RangedInput}. */
  @Nullable SluiceException problem;

  Chunk(int index, byte[] bytes, int length, FetchScope scope) {
    this.index = index;
    this.bytes = bytes;
    this.length = length;
    this.scope = scope;
  }

  /** Fills the front with bytes that were read before. */
  void begin(byte[] front, int count) {
    System.arraycopy(front, 0, bytes, 0, count);
    hash.update(bytes, 0, count);
    filled = count;
  }

  boolean complete() {
    return filled == length;
  }
}
