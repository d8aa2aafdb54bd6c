package dev.sluice.media.web.segment;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInput.Piece;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.origin.HttpFiles;
import dev.sluice.media.web.segment.Segment.Presence;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A segment that is being loaded. {@link #run} belongs to the loading thread; everything else is
 * called under the lock of the {@link SegmentedInput}.
 */
final class SegmentLoad {
  private static final int PIECE = SegmentCheck.INIT_BYTES;

  private final Segment segment;
  private final Deque<ByteBuffer> pieces = new ArrayDeque<>();
  private boolean checked;
  private Optional<Duration> firstTimestamp = Optional.empty();
  private boolean begun;
  private boolean abandoned;
  private boolean complete;
  private @Nullable SluiceException unexpected;
  private @Nullable SluiceException failure;

  SegmentLoad(Segment segment) {
    this.segment = segment;
  }

  void run(
      SegmentOpener segments,
      Consumer<byte[]> taken,
      BiConsumer<SegmentLoad, @Nullable SluiceException> finished) {
    SluiceException problem = null;
    try (InputStream opened = segments.open(segment)) {
      load(opened, taken);
    } catch (SluiceException e) {
      problem = e;
    } catch (Throwable e) {
      // Whatever it is, the reader must not wait forever.
      problem = new SluiceException(FailureCode.INTERNAL, "A segment failed unexpectedly", e);
    }
    finished.accept(this, problem);
  }

  private void load(InputStream opened, Consumer<byte[]> taken) throws IOException {
    byte[] bytes = new byte[PIECE];
    int first = isInit() ? SegmentCheck.INIT_BYTES : SegmentCheck.BYTES;
    int filled = opened.readNBytes(bytes, 0, first);
    if (!isInit() && segment.init().isEmpty()) {
      filled = withoutJunk(opened, bytes, filled);
    }
    boolean isWholeFile = segment.from() == 0 && segment.end() == Segment.WHOLE;
    boolean isOfMp4 = isInit() || segment.init().isPresent();
    BoxScan boxes =
        isWholeFile && isOfMp4 && SegmentCheck.beginsWithBox(bytes, filled) ? new BoxScan() : null;
    // Bytes are passed on as they come, however few.
    while (filled > 0) {
      if (boxes != null) {
        boxes.add(bytes, filled);
      }
      taken.accept(Arrays.copyOf(bytes, filled));
      filled = opened.read(bytes, 0, PIECE);
    }
    if (boxes != null && boxes.endsInside()) {
      throw new SluiceException(
          FailureCode.SOURCE_CUT,
          "A segment of the stream ends in the middle of a box of its mp4: "
              + SourceUrl.redacted(segment.uri()));
    }
  }

  // The packets of a transport stream may be behind a picture, which is read whole then.
  private static int withoutJunk(InputStream opened, byte[] bytes, int length) throws IOException {
    int filled = length;
    if (TransportSync.isPicture(bytes, filled) && TransportSync.bytesBefore(bytes, filled) == 0) {
      filled += opened.readNBytes(bytes, filled, PIECE - filled);
    }
    int before = TransportSync.bytesBefore(bytes, filled);
    System.arraycopy(bytes, before, bytes, 0, filled - before);
    return filled - before;
  }

  /** Returns the promised duration; zero for an init segment. */
  Duration length() {
    return segment.duration().orElse(Duration.ZERO);
  }

  /** Returns whether it failed since the stream ends before it. */
  boolean isBeyondEnd(Optional<SluiceException> problem) {
    return segment.presence() == Presence.POSSIBLE_END
        && !begun
        && problem.filter(HttpFiles::isStale).isPresent();
  }

  /** Drops its bytes, those to come too; returns how many have been dropped. */
  int abandon() {
    int dropped = pieces.stream().mapToInt(ByteBuffer::remaining).sum();
    pieces.clear();
    abandoned = true;
    return dropped;
  }

  boolean isAbandoned() {
    return abandoned;
  }

  boolean isInit() {
    return segment.duration().isEmpty();
  }

  void add(byte[] piece) {
    pieces.add(ByteBuffer.wrap(piece));
  }

  /** Checks the first bytes, before any of them is read; returns what is wrong with them. */
  Optional<SluiceException> check(SegmentCheck check) {
    if (!checked) {
      checked = true;
      try {
        check.check(segment, pieces.element());
        if (segment.init().isEmpty()) {
          firstTimestamp = PackedAudioClock.of(pieces.element());
        }
      } catch (SluiceException e) {
        unexpected = e;
      }
    }
    return Optional.ofNullable(unexpected);
  }

  boolean hasBytes() {
    return !pieces.isEmpty();
  }

  /** Returns whether all of it has come, or reading it has begun. */
  boolean isWholeOrBegun() {
    return begun || (complete && failure == null);
  }

  /** Returns whether reading it has begun. */
  boolean isBegun() {
    return begun;
  }

  /**
   * Returns the description of a media segment whose first bytes were checked.
   *
   * @param from the position of its first byte in the input
   */
  Piece piece(long from) {
    return new Piece(
        from,
        segment.section().number(),
        segment.section().shift(),
        firstTimestamp,
        segment.duration());
  }

  /** Moves bytes into the buffer; returns how many. */
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

  void end(@Nullable SluiceException problem) {
    failure = problem;
    complete = true;
  }

  boolean complete() {
    return complete;
  }

  /** Returns why it failed, if it did. */
  Optional<SluiceException> failure() {
    return Optional.ofNullable(failure);
  }
}
