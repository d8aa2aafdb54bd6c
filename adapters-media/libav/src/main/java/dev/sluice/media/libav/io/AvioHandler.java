package dev.sluice.media.libav.io;

import org.bytedeco.javacpp.BytePointer;

/**
 * The Java side of a libav byte stream. The caller catches whatever it throws and passes it to
 * {@link #fail}.
 */
interface AvioHandler {
  /** Reads at most {@code size} bytes into the buffer. Returns their number, or −1 at the end. */
  int read(BytePointer buffer, int size);

  void write(BytePointer buffer, int size);

  /**
   * Seeks. Returns the new position or the size, or −1 if that is not possible.
   *
   * @param whence as for C's {@code fseek}, or {@code AVSEEK_SIZE}
   */
  long seek(long offset, int whence);

  /** Gives memory back that libav no longer uses as its buffer. */
  void giveBack();

  /** Records what one of the calls above threw. Only the first exception is kept. */
  void fail(Throwable failure);
}
