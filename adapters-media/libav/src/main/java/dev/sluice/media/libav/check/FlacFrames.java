package dev.sluice.media.libav.check;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Decides from the last bytes of a FLAC file whether its last frame is complete. No frame announces
 * its length, but each ends with a checksum. Pure functions.
 */
final class FlacFrames {
  private static final int CRC_8 = 0x07;
  private static final int CRC_16 = 0x8005;
  private static final int LEAST_HEADER = 6;

  /** Among so many bytes that look like a header, one begins a frame. */
  private static final int CANDIDATES = 16;

  private FlacFrames() {}

  /** Returns whether the last frame is incomplete. False if no frame begins in the tail. */
  static boolean cutsFrame(byte[] tail) {
    Deque<Integer> frames = new ArrayDeque<>();
    for (int at = 0; at + LEAST_HEADER <= tail.length; at++) {
      if (isHeader(tail, at)) {
        frames.addFirst(at);
      }
    }
    return !frames.isEmpty()
        && frames.stream().limit(CANDIDATES).noneMatch(at -> endsWithFrame(tail, at));
  }

  // A checksum over a frame and its checksum is zero, and stays so over zeros.
  private static boolean endsWithFrame(byte[] tail, int from) {
    int crc = 0;
    for (int at = from; at < tail.length; at++) {
      if (crc == 0 && at > from && isTag(tail, at)) {
        return true;
      }
      crc ^= (tail[at] & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc << 1 ^ ((crc & 0x8000) == 0 ? 0 : CRC_16);
      }
      crc &= 0xffff;
    }
    return crc == 0;
  }

  private static boolean isTag(byte[] tail, int at) {
    String text = new String(tail, at, Math.min(8, tail.length - at), StandardCharsets.ISO_8859_1);
    return text.startsWith("TAG") || text.equals("APETAGEX");
  }

  private static boolean isHeader(byte[] bytes, int at) {
    boolean isSync = (bytes[at] & 0xff) == 0xff && (bytes[at + 1] & 0xfe) == 0xf8;
    if (!isSync) {
      return false;
    }
    int block = (bytes[at + 2] & 0xff) >> 4;
    int rate = bytes[at + 2] & 0xf;
    int channels = (bytes[at + 3] & 0xff) >> 4;
    boolean isValid = block != 0 && rate != 15 && channels <= 10 && (bytes[at + 3] & 1) == 0;
    // The number of the frame is coded as UTF-8.
    int ones = Integer.numberOfLeadingZeros(~(bytes[at + 4] << 24));
    int length = 4 + Math.max(1, ones);
    length += block == 6 ? 1 : block == 7 ? 2 : 0;
    length += rate == 12 ? 1 : rate == 13 || rate == 14 ? 2 : 0;
    return isValid && at + length < bytes.length && crc8(bytes, at, length + 1) == 0;
  }

  private static int crc8(byte[] bytes, int from, int length) {
    int crc = 0;
    for (int at = from; at < from + length; at++) {
      crc ^= bytes[at] & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc << 1 ^ ((crc & 0x80) == 0 ? 0 : CRC_8);
      }
      crc &= 0xff;
    }
    return crc;
  }
}
