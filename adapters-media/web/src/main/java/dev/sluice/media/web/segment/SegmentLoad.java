package dev.sluice.media.web.segment;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * One segment on its way. {@link #run} belongs to the thread that loads, all else is called under
 * the lock of the {@link SegmentedInput}.
 */
final class SegmentLoad {
  private static final int PIECE = SegmentCheck.HEAD_BYTES;

  private final Segment segment;
  private final Deque<ByteBuffer> pieces = new ArrayDeque<>();
  private boolean checked;
  private boolean begun;
  private boolean complete;
  private SluiceException strange;
  private SluiceException failure;

  SegmentLoad(Segment segment) {
    this.segment = segment;
  }

  void run(
      SegmentOpener segments,
      Consumer<byte[]> taken,
      BiConsumer<SegmentLoad, SluiceException> finished) {
    SluiceException trouble = null;
    try (InputStream opened = segments.open(segment)) {
      load(opened, taken);
    } catch (SluiceException e) {
      trouble = e;
    } catch (Throwable e) {
      // Whatever it is, the reader must not wait for ever.
      trouble = new SluiceException(FailureCode.INTERNAL, "A segment failed unexpectedly", e);
    }
    finished.accept(this, trouble);
  }

  private void load(InputStream opened, Consumer<byte[]> taken) throws IOException {
    byte[] bytes = new byte[PIECE];
    int first = isHead() ? SegmentCheck.HEAD_BYTES : SegmentCheck.BYTES;
    int filled = opened.readNBytes(bytes, 0, first);
    // What has come is handed on at once, however little it is.
    while (filled > 0) {
      taken.accept(Arrays.copyOf(bytes, filled));
      filled = opened.read(bytes, 0, PIECE);
    }
  }

  boolean isHead() {
    return segment.duration().isEmpty();
  }

  void add(byte[] piece) {
    pieces.add(ByteBuffer.wrap(piece));
  }

  /** Looks at the first bytes, before any of them is read; what is wrong with them, if anything. */
  Optional<SluiceException> check(SegmentCheck check) {
    if (!checked) {
      checked = true;
      try {
        check.begins(segment, pieces.element());
      } catch (SluiceException e) {
        strange = e;
      }
    }
    return Optional.ofNullable(strange);
  }

  boolean hasBytes() {
    return !pieces.isEmpty();
  }

  /** Whether all of it has come, or its reading has begun. */
  boolean isWholeOrBegun() {
    return begun || (complete && failure == null);
  }

  /** Moves what there is into the buffer. */
  int take(ByteBuffer buffer) {
    begun = true;
    ByteBuffer piece = pieces.element();
    int count = Math.min(piece.remaining(), buffer.remaining());
    buffer.put(piece.duplicate().limit(piece.position() + count));
    piece.position(piece.position() + count);
    if (!piece.hasRemaining()) {
      pieces.remove();
    }
    return count;
  }

  void end(SluiceException trouble) {
    failure = trouble;
    complete = true;
  }

  boolean complete() {
    return complete;
  }

  /** Why it failed, if it did. */
  Optional<SluiceException> failure() {
    return Optional.ofNullable(failure);
  }
}
