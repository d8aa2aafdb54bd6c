package dev.sluice.media.libav.io;

import org.bytedeco.javacpp.BytePointer;

/** The Java side of one libav byte stream. Whatever it throws is caught and remembered outside. */
interface AvioHandler {
  /** Puts at most {@code size} bytes into the buffer; returns their number, −1 at the end. */
  int read(BytePointer buffer, int size);

  void write(BytePointer buffer, int size);

  /**
   * Moves; returns the new position or the size, −1 if it cannot be done.
   *
   * @param whence as in C, or {@code AVSEEK_SIZE}
   */
  long seek(long offset, int whence);

  /** Remembers what one of the calls above threw; only the first counts. */
  void fail(Throwable failure);
}
