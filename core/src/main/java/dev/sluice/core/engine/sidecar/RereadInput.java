package dev.sluice.core.engine.sidecar;

import dev.sluice.core.port.media.MediaInput;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads a sequential input twice: buffers the bytes of the first read and returns them again before
 * the rest. One reader at a time, as for any input.
 */
final class RereadInput extends MediaInput.Forwarding {
  /** The largest buffer: more than libav reads to probe an input. */
  static final int MOST = 32 << 20;

  private final MediaInput origin;
  private final int most;
  private byte[] head = new byte[1 << 20];
  private int length;
  private boolean buffering = true;

  /** Thrown when the first read exceeds the buffer. */
  static final class TooFarException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  RereadInput(MediaInput origin) {
    this(origin, MOST);
  }

  RereadInput(MediaInput origin, int most) {
    super(origin);
    this.origin = origin;
    this.most = most;
  }

  /** Starts the second read from the beginning. */
  void rewind() {
    buffering = false;
  }

  @Override
  public int read(long position, ByteBuffer buffer) {
    if (position < length) {
      int count = Math.min(buffer.remaining(), length - (int) position);
      buffer.put(head, (int) position, count);
      return count;
    }
    if (!buffering) {
      head = new byte[0];
      length = 0;
      return origin.read(position, buffer);
    }
    if (length >= most) {
      throw new TooFarException();
    }
    ByteBuffer fresh = buffer.duplicate();
    int count = origin.read(position, buffer);
    if (count > 0) {
      append(fresh, count);
    }
    return count;
  }

  private void append(ByteBuffer bytes, int count) {
    if (length + count > head.length) {
      head = Arrays.copyOf(head, Math.max(2 * head.length, length + count));
    }
    bytes.get(head, length, count);
    length += count;
  }

  @Override
  public boolean seekable() {
    return false;
  }
}
