package dev.sluice.media.libav;

import org.bytedeco.javacpp.BytePointer;

/** The Java side of one libav byte stream. Whatever it throws is caught and remembered outside. */
interface Channel {
  /**
   * @return the number of bytes, −1 at the end
   */
  int read(BytePointer buffer, int size);

  void write(BytePointer buffer, int size);

  /**
   * @param whence as in C, or {@code AVSEEK_SIZE}
   * @return the new position or the size, −1 if it cannot be done
   */
  long seek(long offset, int whence);

  /** Remembers what one of the calls above threw; only the first counts. */
  void fail(Throwable failure);
}
