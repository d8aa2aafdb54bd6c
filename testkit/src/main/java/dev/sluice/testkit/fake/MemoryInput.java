package dev.sluice.testkit.fake;

import dev.sluice.core.port.media.MediaInput;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in memory as an input, strict about the port's promises. It can be made to behave like a
 * server without ranges, or to fail on the way.
 */
public final class MemoryInput implements MediaInput {
  private final byte[] bytes;
  private final boolean seekable;
  private final boolean sized;
  private final long failAt;
  private final @Nullable RuntimeException failure;
  private final int mostAtOnce;
  private long next;
  private long reads;

  private MemoryInput(
      byte[] bytes,
      boolean seekable,
      boolean sized,
      long failAt,
      @Nullable RuntimeException failure,
      int mostAtOnce) {
    this.bytes = bytes;
    this.seekable = seekable;
    this.sized = sized;
    this.failAt = failAt;
    this.failure = failure;
    this.mostAtOnce = mostAtOnce;
  }

  /** A seekable input of a known size. */
  public static MemoryInput of(byte[] bytes) {
    return new MemoryInput(bytes, true, true, Long.MAX_VALUE, null, Integer.MAX_VALUE);
  }

  /** Returns an input that is not seekable. */
  public MemoryInput forwardOnly() {
    return new MemoryInput(bytes, false, sized, failAt, failure, mostAtOnce);
  }

  /** Returns an input of unknown size. */
  public MemoryInput unsized() {
    return new MemoryInput(bytes, seekable, false, failAt, failure, mostAtOnce);
  }

  /** Returns an input that throws when a read reaches this position. */
  public MemoryInput failingAt(long position, RuntimeException exception) {
    return new MemoryInput(bytes, seekable, sized, position, exception, mostAtOnce);
  }

  /** Returns an input whose reads return at most this many bytes. */
  public MemoryInput inPiecesOf(int count) {
    return new MemoryInput(bytes, seekable, sized, failAt, failure, count);
  }

  @Override
  public OptionalLong size() {
    return sized ? OptionalLong.of(bytes.length) : OptionalLong.empty();
  }

  @Override
  public boolean seekable() {
    return seekable;
  }

  @Override
  public Optional<String> announcedType() {
    return Optional.empty();
  }

  @Override
  public int read(long position, ByteBuffer buffer) {
    if (position < 0 || !buffer.hasRemaining()) {
      throw new AssertionError("MediaInput: position " + position + ", room " + buffer.remaining());
    }
    if (!seekable && position != next) {
      throw new IllegalArgumentException("at " + position + " instead of " + next);
    }
    if (failure != null && position >= failAt) {
      throw failure;
    }
    reads++;
    if (position >= bytes.length) {
      return -1;
    }
    int count = (int) Math.min(Math.min(buffer.remaining(), mostAtOnce), bytes.length - position);
    count = (int) Math.min(count, failAt - position);
    buffer.put(bytes, (int) position, count);
    next = position + count;
    return count;
  }

  /** Returns the number of reads. */
  public long reads() {
    return reads;
  }
}
