package dev.sluice.media.libav.process;

import java.nio.ByteBuffer;

/** The sizes of the protocol. */
final class Limits {
  /** The bytes of an input or a result in one frame: as many as libav reads and writes at once. */
  static final int MOST_DATA = 512 << 10;

  /** The longest payload of a frame. */
  static final int MOST_PAYLOAD = MOST_DATA + (64 << 10);

  /** The largest call, with its subtitles. */
  static final int MOST_VALUE = 64 << 20;

  /** The largest result, with its pictures and subtitles, which waits in the heap. */
  static final int MOST_RESULT = 16 << 20;

  /** Type, call and length. */
  static final int HEADER = 9;

  /** What a frame of a result takes besides its payload. */
  static final int COST_OF_FRAME = 64;

  private Limits() {}

  /** Returns the beginning of a frame. */
  static byte[] header(FrameType type, int call, int length) {
    return ByteBuffer.allocate(HEADER)
        .put((byte) type.ordinal())
        .putInt(call)
        .putInt(length)
        .array();
  }
}
