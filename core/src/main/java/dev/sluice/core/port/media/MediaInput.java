package dev.sluice.core.port.media;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The bytes of one track or file. They can be read at any offset if the input is {@link
 * #seekable()}. For one reader at a time; closing the {@link Media} from another thread ends a
 * blocked read with an exception.
 */
public interface MediaInput {
  /** Returns the size in bytes, if the origin announces it. */
  OptionalLong size();

  /**
   * Returns whether {@link #read} may be called with any position. If not, the input must be read
   * in order: each read begins where the previous one ended.
   */
  boolean seekable();

  /** Returns the media type that the origin announces, without parameters; it may be wrong. */
  Optional<String> announcedType();

  /** Returns the duration, if the source announces it apart from the bytes, as a playlist does. */
  default Optional<Duration> duration() {
    return Optional.empty();
  }

  /** Returns an upper bound of the duration, if one is known. */
  default Optional<Duration> longest() {
    return duration();
  }

  /**
   * Returns whether the input is a concatenation of pieces whose timestamps may each start again,
   * such as the segments of a stream.
   */
  default boolean inPieces() {
    return false;
  }

  /**
   * Returns what the source's manifest says about the piece that contains a byte which has been
   * read. Empty for an input that is no concatenation of pieces, and for a piece that was read long
   * ago.
   *
   * @param position of the byte, from the input's beginning
   */
  default Optional<Piece> pieceAt(long position) {
    return Optional.empty();
  }

  /**
   * Returns how the source's manifest describes the input's stream, or its sound if it also has a
   * picture; empty if nothing does. A stream's own description comes first.
   */
  default Optional<Rendition> rendition() {
    return Optional.empty();
  }

  /**
   * Returns what the input left out, one sentence each, because it is missing at the origin and the
   * request allows an incomplete result. Complete once the end has been read.
   */
  default List<String> missing() {
    return List.of();
  }

  /**
   * Reads bytes at {@code position} into the buffer: at least one, and as many as are available
   * without a long wait. Blocks until one is available. An interrupted transfer is resumed without
   * the reader noticing. All bytes come from the origin and from one version of the file.
   *
   * @param position 0 or more
   * @return the number of bytes; −1 at the end or beyond it
   * @throws dev.sluice.core.failure.SluiceException SOURCE_CUT if the origin sends fewer bytes than
   *     it announced, SOURCE_CHANGED, SOURCE_STALLED, SOURCE_TOO_LARGE, CANCELLED and the others of
   *     category SOURCE
   * @throws IllegalArgumentException if the input is not seekable and {@code position} is not the
   *     end of the previous read
   */
  int read(long position, ByteBuffer buffer);

  /**
   * A piece of an input, such as a segment of a stream, as its manifest describes it. All pieces of
   * a section share one clock.
   *
   * @param from the position of the piece's first byte in the input
   * @param section the number of the section: the discontinuity sequence number of HLS, the number
   *     of the period in DASH. A later section has a higher number; numbers may be left out.
   *     Sections of the same number in all inputs of a media are played at the same time
   * @param shift what to add to the piece's own timestamps to get the time of the media; empty if
   *     the manifest does not say. DASH: {@code Period@start} minus {@code presentationTimeOffset}
   * @param firstTimestamp the time of the piece's first sample on the section's clock, if the
   *     format itself has no timestamps. HLS: the {@code transportStreamTimestamp} of packed audio
   * @param duration the duration that the manifest promises
   */
  record Piece(
      long from,
      long section,
      Optional<Duration> shift,
      Optional<Duration> firstTimestamp,
      Optional<Duration> duration) {
    public Piece {
      Objects.requireNonNull(shift);
      Objects.requireNonNull(firstTimestamp);
      Objects.requireNonNull(duration);
    }
  }

  /**
   * A manifest's description of a rendition.
   *
   * @param language as the manifest writes it
   * @param title the name of the rendition
   */
  record Rendition(
      Optional<String> language, Optional<String> title, Set<MediaInfo.Disposition> dispositions) {
    public Rendition {
      Objects.requireNonNull(language);
      Objects.requireNonNull(title);
      dispositions = Set.copyOf(dispositions);
    }
  }

  /**
   * An input that forwards every call to another input, for subclasses that change some of them.
   */
  public abstract static class Forwarding implements MediaInput {
    private final MediaInput input;

    protected Forwarding(MediaInput input) {
      this.input = Objects.requireNonNull(input);
    }

    @Override
    public OptionalLong size() {
      return input.size();
    }

    @Override
    public boolean seekable() {
      return input.seekable();
    }

    @Override
    public Optional<String> announcedType() {
      return input.announcedType();
    }

    @Override
    public Optional<Duration> duration() {
      return input.duration();
    }

    @Override
    public Optional<Duration> longest() {
      return input.longest();
    }

    @Override
    public boolean inPieces() {
      return input.inPieces();
    }

    @Override
    public Optional<Piece> pieceAt(long position) {
      return input.pieceAt(position);
    }

    @Override
    public Optional<Rendition> rendition() {
      return input.rendition();
    }

    @Override
    public List<String> missing() {
      return input.missing();
    }

    @Override
    public int read(long position, ByteBuffer buffer) {
      return input.read(position, buffer);
    }
  }
}
