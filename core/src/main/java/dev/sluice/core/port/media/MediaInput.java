package dev.sluice.core.port.media;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

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
}
