package dev.sluice.media.libav.check;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * Reads the header that encoders put into the first frame of an mp3, with the number of frames.
 * libav ignores it if it does not know the size of the file. Pure functions.
 */
final class XingHeader {
  private static final int ID3_HEADER = 10;
  private static final int FRAMES_FLAG = 1;

  private static final int[] RATES = {44_100, 48_000, 32_000};

  private XingHeader() {}

  /**
   * Returns the duration that the header announces, in microseconds.
   *
   * @param front the first bytes of the file
   */
  static OptionalLong duration(byte[] front) {
    int at = behindTags(front);
    if (at + 4 > front.length || (front[at] & 0xff) != 0xff || (front[at + 1] & 0xe0) != 0xe0) {
      return OptionalLong.empty();
    }
    int version = front[at + 1] >> 3 & 3;
    int rate = front[at + 2] >> 2 & 3;
    if (version == 1 || rate == 3) {
      return OptionalLong.empty();
    }
    boolean isFirst = version == 3;
    boolean isMono = (front[at + 3] >> 6 & 3) == 3;
    int sideInfo = isFirst ? (isMono ? 17 : 32) : (isMono ? 9 : 17);
    int header = at + 4 + sideInfo;
    if (header + 12 > front.length) {
      return OptionalLong.empty();
    }
    String name = new String(front, header, 4, StandardCharsets.ISO_8859_1);
    ByteBuffer bytes = ByteBuffer.wrap(front);
    boolean hasFrames = (bytes.getInt(header + 4) & FRAMES_FLAG) != 0;
    if (!hasFrames || !(name.equals("Xing") || name.equals("Info"))) {
      return OptionalLong.empty();
    }
    long frames = Integer.toUnsignedLong(bytes.getInt(header + 8));
    int samples = isFirst ? 1_152 : 576;
    int hertz = RATES[rate] / (isFirst ? 1 : version == 2 ? 2 : 4);
    return frames == 0
        ? OptionalLong.empty()
        : OptionalLong.of(frames * samples * 1_000_000 / hertz);
  }

  private static int behindTags(byte[] front) {
    int at = 0;
    while (at + ID3_HEADER <= front.length
        && front[at] == 'I'
        && front[at + 1] == 'D'
        && front[at + 2] == '3') {
      int size = 0;
      for (int i = 6; i < ID3_HEADER; i++) {
        size = size << 7 | front[at + i] & 0x7f;
      }
      boolean hasFooter = (front[at + 5] & 0x10) != 0;
      at += ID3_HEADER + size + (hasFooter ? ID3_HEADER : 0);
    }
    return at;
  }
}
