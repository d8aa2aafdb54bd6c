package dev.sluice.media.libav.io;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The first bytes of an input that cannot seek, so that they can be read once more. Not
 * thread-safe.
 */
final class FirstBytes {
  /**
   * In bytes. When libav opens a transport stream it looks at 5 MB of packets. The rest is for what
   * lies between them: tables, other programs, and the padding of broadcasts.
   */
  static final int MOST = 16 << 20;

  private final Deque<ByteBuffer> parts = new ArrayDeque<>();
  private int size;
  private boolean isRecording = true;
  private boolean isRewound;

  /** Records bytes that were read. If they are too many, all are dropped. */
  void record(ByteBuffer bytes) {
    if (!isRecording || !bytes.hasRemaining()) {
      return;
    }
    size += bytes.remaining();
    if (size > MOST) {
      drop();
      return;
    }
    parts.add(ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip());
  }

  /** Drops all bytes, and records no more. */
  void drop() {
    isRecording = false;
    parts.clear();
  }

  /**
   * Ends the recording; {@link #read} returns the bytes from the first on.
   *
   * @return false if they were dropped
   */
  boolean rewind() {
    boolean isWhole = isRecording;
    isRewound |= isWhole;
    isRecording = false;
    return isWhole;
  }

  /** Returns whether the bytes are being read once more. */
  boolean isRewound() {
    return isRewound;
  }

  /** Moves the next bytes of a rewound recording into the buffer; returns their number. */
  int read(ByteBuffer target) {
    int before = target.remaining();
    while (!isRecording && !parts.isEmpty() && target.hasRemaining()) {
      ByteBuffer first = parts.element();
      int count = Math.min(first.remaining(), target.remaining());
      target.put(first.duplicate().limit(first.position() + count));
      first.position(first.position() + count);
      if (!first.hasRemaining()) {
        parts.remove();
      }
    }
    return before - target.remaining();
  }
}
