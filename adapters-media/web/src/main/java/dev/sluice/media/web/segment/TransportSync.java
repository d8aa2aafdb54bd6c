package dev.sluice.media.web.segment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Finds where a transport stream begins. Some sites put a picture or other bytes in front of its
 * packets, which players skip. Pure functions.
 */
final class TransportSync {
  private static final int PACKET = 188;
  private static final byte SYNC = 0x47;

  /** In how many packets in a row the byte must be where it belongs. */
  private static final int CERTAIN = 5;

  /** The same for a segment that is too short for so many; then all packets to its end count. */
  private static final int LEAST = 3;

  private static final List<String> PICTURES =
      List.of("\u0089PNG", "\u00ff\u00d8\u00ff", "GIF8", "BM", "RIFF");

  private TransportSync() {}

  /** Returns whether the bytes are a picture, behind which a stream may begin. */
  static boolean isPicture(byte[] bytes, int length) {
    String head = new String(bytes, 0, Math.min(length, 8), StandardCharsets.ISO_8859_1);
    return PICTURES.stream().anyMatch(head::startsWith);
  }

  /**
   * Returns how many bytes are in front of the first packet; 0 if the bytes begin with a packet or
   * with another format of segments, or if no packet is found.
   */
  static int bytesBefore(byte[] bytes, int length) {
    boolean begins = length > 0 && bytes[0] == SYNC && (length <= PACKET || bytes[PACKET] == SYNC);
    if (begins || isOtherMedia(bytes, length)) {
      return 0;
    }
    int packets = length >= CERTAIN * PACKET ? CERTAIN : LEAST;
    for (int at = 1; at + (packets - 1) * PACKET < length; at++) {
      if (isSync(bytes, length, at)) {
        return at;
      }
    }
    return 0;
  }

  // Long recordings have so many segments that chance may put the byte where packets have it.
  private static boolean isOtherMedia(byte[] bytes, int length) {
    if (SegmentCheck.beginsWithBox(bytes, length)) {
      return true;
    }
    int first = length < 4 ? 0 : ByteBuffer.wrap(bytes).getInt();
    boolean isId3 = first >>> 8 == 0x494433;
    boolean isMpegAudio = first >>> 21 == 0x7ff;
    boolean isAc3 = first >>> 16 == 0x0b77;
    boolean isAc4 = first >>> 17 == 0xac40 >> 1;
    boolean isMatroska = first == 0x1a45dfa3;
    return isId3 || isMpegAudio || isAc3 || isAc4 || isMatroska;
  }

  private static boolean isSync(byte[] bytes, int length, int from) {
    for (int i = 0; i < CERTAIN && from + i * PACKET < length; i++) {
      if (bytes[from + i * PACKET] != SYNC) {
        return false;
      }
    }
    return true;
  }
}
