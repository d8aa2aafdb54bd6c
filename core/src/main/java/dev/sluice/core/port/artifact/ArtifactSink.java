package dev.sluice.core.port.artifact;

import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Receives the bytes of one object in order. Only the head, where muxers put the index, may be
 * rewritten. Used by one thread; only {@link #close()} may be called from another. Memory is
 * bounded by the head and a few parts, whatever the object's size.
 */
public interface ArtifactSink extends AutoCloseable {
  /** The largest head, the rewritable beginning of an object, in bytes: 64 MiB. */
  int LARGEST_HEAD = 64 << 20;

  /**
   * Announces about how many bytes the object will have, before {@link #begin}. A storage may
   * choose by it how it stores the object. The number is an estimate: an object of another size is
   * stored as well, except where the storage's own limit depends on it. Does nothing by default.
   *
   * @throws IllegalArgumentException if {@code bytes} is negative
   */
  default void expect(long bytes) {
    requireSize(bytes);
  }

  /**
   * Begins the object, or begins it again and discards everything written before. Must be called
   * before the first write.
   *
   * @param head how many bytes at the beginning stay rewritable, 0 to {@link #LARGEST_HEAD}
   * @throws IllegalArgumentException if {@code head} is outside of this range
   * @throws dev.sluice.core.failure.SluiceException FILE_TOO_LARGE if the storage takes no object
   *     of the expected size
   */
  void begin(int head);

  /**
   * Appends all remaining bytes of the buffer. May block while the storage accepts earlier bytes.
   *
   * @throws dev.sluice.core.failure.SluiceException as {@link ArtifactStore#create}, and
   *     FILE_TOO_LARGE if the storage takes no more; after that only {@link #close()} is allowed
   */
  void write(ByteBuffer bytes);

  /**
   * Replaces bytes that were written before. All of them must be within the head.
   *
   * @param position the offset of the first byte to replace, 0 or more
   * @throws IllegalArgumentException if a byte is beyond the head or beyond the bytes written so
   *     far
   */
  void rewrite(long position, ByteBuffer bytes);

  /** Returns the number of bytes appended since {@link #begin}. */
  long written();

  /**
   * Makes the object visible in one step, and as durable as the storage can make it.
   *
   * @return the object's size in bytes
   * @throws dev.sluice.core.failure.SluiceException as {@link ArtifactStore#create}, and
   *     NAME_TAKEN; the object is not visible then
   * @throws IllegalStateException if the object was not begun, or was committed or closed before
   */
  long commit();

  /**
   * Checks the argument of {@link #expect}, for implementations.
   *
   * @return the argument
   * @throws IllegalArgumentException if it is negative
   */
  static long requireSize(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("an object has 0 bytes or more, not " + bytes);
    }
    return bytes;
  }

  /**
   * Checks the argument of {@link #begin}, for implementations.
   *
   * @throws IllegalArgumentException if {@code head} is not from 0 to {@link #LARGEST_HEAD}
   */
  static void requireHead(int head) {
    if (head < 0 || head > LARGEST_HEAD) {
      throw new IllegalArgumentException("the head must have 0 to 64 MiB, not " + head + " bytes");
    }
  }

  /**
   * Checks the arguments of {@link #rewrite}, for implementations.
   *
   * @param head the number of bytes that stay rewritable
   * @param written the number of bytes written so far
   * @throws IllegalArgumentException if one of these bytes may not be rewritten
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

  /**
   * Closes the sink. Without a commit, this discards the object and leaves nothing behind. After a
   * commit, or if called again, it does nothing.
   */
  @Override
  void close();
}
