package dev.sluice.media.libav.process;

import java.io.ByteArrayOutputStream;

/** Joins the parts of a payload that does not fit into one frame. Not thread-safe. */
final class MessageBuffer {
  private ByteArrayOutputStream parts = new ByteArrayOutputStream();

  /**
   * @throws ProtocolException if the payload becomes too large
   */
  void add(byte[] part) {
    if (parts.size() + (long) part.length > Limits.MOST_VALUE) {
      throw new ProtocolException("a value of more than 64 MiB");
    }
    parts.writeBytes(part);
  }

  /** Adds the last part and returns the whole payload. The next part begins another one. */
  byte[] end(byte[] last) {
    if (parts.size() == 0) {
      return last;
    }
    add(last);
    byte[] whole = parts.toByteArray();
    parts = new ByteArrayOutputStream();
    return whole;
  }
}
