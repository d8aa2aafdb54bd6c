package dev.sluice.testkit.sample;

import java.nio.ByteBuffer;
import java.util.Random;

/**
 * Bytes that are a function of their position: a random block repeated, with the number of the
 * repetition at its beginning, so that misplaced bytes are noticed. Thread-safe.
 */
public final class PatternSource implements ByteSource {
  private static final int BLOCK = 1 << 16;

  private final long size;
  private final byte[] block = new byte[BLOCK];

  PatternSource(long size, long seed) {
    this.size = size;
    new Random(seed).nextBytes(block);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long position, ByteBuffer into) {
    long at = position;
    while (into.hasRemaining() && at < size) {
      int inBlock = (int) (at % BLOCK);
      if (inBlock < Long.BYTES) {
        into.put((byte) ((at / BLOCK) >>> (8 * inBlock)));
        at++;
        continue;
      }
      int length = (int) Math.min(Math.min(BLOCK - inBlock, into.remaining()), size - at);
      into.put(block, inBlock, length);
      at += length;
    }
  }

  /** Returns the bytes of a range, cut at the end of the source. */
  public byte[] bytes(long position, int length) {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(0, Math.min(length, size - position)));
    read(position, buffer);
    return buffer.array();
  }

  /** Whether the buffer's remaining bytes are those of this source at {@code position}. */
  public boolean matches(long position, ByteBuffer actual) {
    ByteBuffer expected = ByteBuffer.wrap(bytes(position, actual.remaining()));
    return expected.equals(actual);
  }

  /** Returns all bytes, for sources that fit into memory. */
  public byte[] all() {
    return bytes(0, Math.toIntExact(size));
  }
}
