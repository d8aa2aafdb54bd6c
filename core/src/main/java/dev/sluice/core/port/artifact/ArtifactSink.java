package dev.sluice.core.port.artifact;

import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Takes the bytes of one object, mostly forward: only its head may be rewritten, which is where
 * muxers put the index. Used by one thread; only {@link #close()} may come from another. Memory is
 * bounded by the head and a few parts, whatever the object's size.
 */
public interface ArtifactSink extends AutoCloseable {
  /** How many bytes at the beginning of an object may stay rewritable: 64 MiB. */
  int LARGEST_HEAD = 64 << 20;

  /**
   * Begins, or begins anew: everything written before is forgotten. Must be called before the first
   * write.
   *
   * @param head how many bytes at the beginning stay rewritable, 0 to {@link #LARGEST_HEAD}
   * @throws IllegalArgumentException if it is less or more
   */
  void begin(int head);

  /**
   * Appends all remaining bytes of the buffer. May block while the storage takes what came before.
   *
   * @throws dev.sluice.core.failure.SluiceException as {@link ArtifactStore#create}; after that
   *     only {@link #close()} is allowed
   */
  void write(ByteBuffer bytes);

  /**
   * Replaces bytes that were written before, all of them within the head.
   *
   * @throws IllegalArgumentException if a byte lies behind the head or behind what was written
   */
  void rewrite(long position, ByteBuffer bytes);

  /** How many bytes were appended since {@link #begin}. */
  long written();

  /**
   * Makes the object visible in one step, durable as far as the storage can promise it.
   *
   * @return the object's size in bytes
   * @throws dev.sluice.core.failure.SluiceException as {@link ArtifactStore#create}; NAME_TAKEN.
   *     Nothing is visible then
   * @throws IllegalStateException if nothing was begun, or it was committed or closed before
   */
  long commit();

  /**
   * For those who write a sink: what {@link #begin} is to throw.
   *
   * @throws IllegalArgumentException unless a head may be as large
   */
  static void requireHead(int head) {
    if (head < 0 || head > LARGEST_HEAD) {
      throw new IllegalArgumentException("a head of 0 to 64 MiB, not " + head + " bytes");
    }
  }

  /**
   * For those who write a sink: what {@link #rewrite} is to throw.
   *
   * @param head how many bytes stay rewritable
   * @param written how many were written so far
   * @throws IllegalArgumentException unless all of these bytes may be rewritten
   */
  static void requireRewritable(long position, ByteBuffer bytes, int head, long written) {
    long end = Math.addExact(position, bytes.remaining());
    if (position < 0 || end > Math.min(head, written)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "bytes %d to %d cannot be rewritten: the head has %d, %d are written",
              position,
              end,
              head,
              written));
    }
  }

  /** Without a commit, leaves nothing behind. After a commit, or twice, it does nothing. */
  @Override
  void close();
}
