package dev.sluice.media.web.segment;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Finds where a transport stream begins. Some sites put a picture or other bytes in front of its
 * packets, which players skip. Pure functions.
 */
final class TransportSync {
  private static final int PACKET = 188;
  private static final byte SYNC = 0x47;

  /** In how many packets in a row the byte must be where it belongs; and at least. */
  private static final int CERTAIN = 5;

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
   * Returns how many bytes are in front of the first packet; 0 if the bytes begin with a packet, or
   * if none is found.
   */
  static int bytesBefore(byte[] bytes, int length) {
    boolean begins = length > 0 && bytes[0] == SYNC && (length <= PACKET || bytes[PACKET] == SYNC);
    for (int at = 1; !begins && at + (LEAST - 1) * PACKET < length; at++) {
      if (isSync(bytes, length, at)) {
        return at;
      }
    }
    return 0;
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
