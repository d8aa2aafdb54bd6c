package dev.sluice.media.libav.io;

import java.nio.ByteBuffer;

/**
 * Follows the packets of an MPEG program stream to note which are scrambled. Reads the file in
 * order; after bytes that were skipped it goes on with the next pack. Not thread-safe.
 */
final class ProgramPackets {
  private static final int PACK = 0xba;
  private static final int PROGRAM_END = 0xb9;

  /** The longest header: that of a pack in MPEG-2. */
  private static final int HEADER = 14;

  private static final int PES_HEADER = 6;

  private final ScrambledStreams scrambled = new ScrambledStreams();
  private final ByteBuffer header = ByteBuffer.allocate(HEADER);
  private long end;

  /** The position of the packet whose header is read. */
  private long start;

  /** Returns whether a file may be a program stream. */
  static boolean isBegunBy(byte[] head) {
    return head.length > HEADER
        && head[0] == 0
        && head[1] == 0
        && head[2] == 1
        && (head[3] & 0xff) == PACK;
  }

  /** Returns how much is scrambled of what was read. */
  ScrambledStreams scrambled() {
    return scrambled;
  }

  /** Records bytes that were read at a position. */
  void record(ByteBuffer bytes, long at) {
    if (at != end) {
      scrambled.reset();
      header.clear();
      start = at;
    }
    end = at + bytes.remaining();
    while (start + header.position() < end) {
      header.put(bytes.get((int) (start + header.position() - at + bytes.position())));
      int size = size();
      if (size > 0) {
        start += size;
        header.flip().position(Math.min(size, header.limit()));
        header.compact();
      }
    }
  }

  /** Returns the size of the packet; 0 if more of its header is needed. */
  private int size() {
    int known = header.position();
    if (known < 4) {
      return 0;
    }
    int code = header.get(3) & 0xff;
    if (header.getInt(0) >>> 8 != 1 || code < PROGRAM_END) {
      // Looks for the next start code.
      return 1;
    }
    if (code == PROGRAM_END) {
      return 4;
    }
    if (code == PACK) {
      if (known < 5) {
        return 0;
      }
      boolean isFirstVersion = (header.get(4) & 0xf0) == 0x20;
      if (isFirstVersion) {
        return 12;
      }
      return known < HEADER ? 0 : HEADER + (header.get(13) & 7);
    }
    if (known < PES_HEADER + 2) {
      return 0;
    }
    byte[] bytes = header.array();
    if (ScrambledStreams.isElementary(bytes, 0)) {
      boolean isSecondVersion = (bytes[PES_HEADER] & 0xc0) == 0x80;
      boolean hasTime = !isSecondVersion || (bytes[PES_HEADER + 1] & 0x80) != 0;
      scrambled.recordElementary(
          code, ScrambledStreams.isScrambledElementary(bytes, 0), hasTime, start);
    }
    return PES_HEADER + (header.getShort(4) & 0xffff);
  }
}
