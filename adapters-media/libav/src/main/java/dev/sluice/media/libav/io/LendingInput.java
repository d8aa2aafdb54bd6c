package dev.sluice.media.libav.io;

import dev.sluice.core.port.media.MediaInput;
import java.nio.ByteBuffer;
import java.util.Optional;

/** An input that lends memory, in which a demuxer reads its bytes. */
public interface LendingInput extends MediaInput {
  /**
   * Lends direct memory of at most {@link AvioStream#LARGEST} bytes, which only {@link #readLent}
   * changes.
   *
   * @return empty if it has none, or has lent it
   */
  Optional<ByteBuffer> lend();

  /**
   * Reads bytes into the memory that was lent.
   *
   * @param at where in the memory the first one goes
   * @return as {@link #read}
   */
  int readLent(long position, int at, int most);

  /** Takes the memory back. */
  void takeBack();
}
