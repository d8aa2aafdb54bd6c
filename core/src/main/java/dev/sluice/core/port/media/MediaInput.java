package dev.sluice.core.port.media;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The bytes of one track or file, readable at any offset where {@link #seekable()} holds. One
 * reader at a time; closing the {@link Media} from another thread ends a blocked read with an
 * exception.
 */
public interface MediaInput {
  /** The number of bytes, where the origin tells it. */
  OptionalLong size();

  /**
   * Whether {@link #read} may go back and jump ahead. If not, positions must be read in order: each
   * read begins where the one before ended.
   */
  boolean seekable();

  /** The media type that the origin announces, without parameters, if any; it may well be wrong. */
  Optional<String> announcedType();

  /** How long it lasts, where the source tells it beside the bytes, as a playlist does. */
  default Optional<Duration> duration() {
    return Optional.empty();
  }

  /** How long it lasts at most, where that is all that is known of it. */
  default Optional<Duration> longest() {
    return duration();
  }

  /**
   * Whether it is put together from pieces, each of which may begin its clock anew, as the segments
   * of a stream may.
   */
  default boolean inPieces() {
    return false;
  }

  /**
   * Reads at least one byte at {@code position} into the buffer, as many as are there without
   * waiting long; blocks until there is one. A cut transfer is taken up again without the reader
   * noticing; bytes are never invented and never from another version of the file.
   *
   * @param position 0 or more
   * @return the number of bytes, or −1 at the end (and beyond it)
   * @throws dev.sluice.core.failure.SluiceException SOURCE_CUT if the origin sends fewer bytes than
   *     it announced, SOURCE_CHANGED, SOURCE_STALLED, SOURCE_TOO_LARGE, CANCELLED and the others of
   *     category SOURCE
   * @throws IllegalArgumentException if the input is not seekable and the position is not the next
   */
  int read(long position, ByteBuffer buffer);
}
