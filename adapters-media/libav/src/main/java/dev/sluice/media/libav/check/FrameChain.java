package dev.sluice.media.libav.check;

/**
 * Decides from the last bytes of a stream of frames without a container whether its last frame is
 * complete. Each frame announces its length. Pure functions.
 */
final class FrameChain {
  /** So many frames in a row are no accident. */
  private static final int CHAIN = 3;

  private static final int[] AC3_BITRATES = {
    32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640
  };

  private static final int[] MP3_BITRATES = {
    32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320
  };
  private static final int[] LAYER_2_BITRATES = {
    32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384
  };
  private static final int[] LOW_BITRATES = {
    8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160
  };
  private static final int[] MPEG_RATES = {44_100, 48_000, 32_000};

  private static final int LAST_AC3_VERSION = 10;

  private FrameChain() {}

  /** Returns whether the last frame of an AAC stream (ADTS) is incomplete. */
  static boolean cutsAdtsFrame(byte[] tail) {
    return cutsFrame(tail, 7, FrameChain::adtsLength);
  }

  /** Returns whether the last frame of an AC-3 or E-AC-3 stream is incomplete. */
  static boolean cutsAc3Frame(byte[] tail) {
    return cutsFrame(tail, 6, FrameChain::ac3Length);
  }

  /**
   * Returns whether the last frame of MPEG audio (layer II, or III, which is mp3) is incomplete.
   */
  static boolean cutsMpegFrame(byte[] tail) {
    return cutsFrame(tail, 4, FrameChain::mpegLength);
  }

  /** Reads the length of a frame. */
  @FunctionalInterface
  private interface Length {
    /** Returns the length in bytes, with its header; −1 if there is no frame. */
    int of(byte[] bytes, int at);
  }

  private static boolean cutsFrame(byte[] tail, int header, Length length) {
    int chain = 0;
    int at = 0;
    while (at + header <= tail.length) {
      int frame = length.of(tail, at);
      if (frame < header) {
        chain = 0;
        at++;
        continue;
      }
      chain++;
      at += frame;
      if (at > tail.length && chain <= CHAIN) {
        // Not a frame, but bytes that look like one.
        at -= frame - 1;
        chain = 0;
      }
    }
    boolean isHeaderCut = at < tail.length && chain >= CHAIN && isSync(tail, at, header);
    return at > tail.length || isHeaderCut;
  }

  private static boolean isSync(byte[] tail, int at, int header) {
    int first = tail[at] & 0xff;
    return first == (header == 6 ? 0x0b : 0xff);
  }

  private static int adtsLength(byte[] bytes, int at) {
    boolean isSync = (bytes[at] & 0xff) == 0xff && (bytes[at + 1] & 0xf6) == 0xf0;
    return isSync
        ? (bytes[at + 3] & 3) << 11 | (bytes[at + 4] & 0xff) << 3 | (bytes[at + 5] & 0xff) >> 5
        : -1;
  }

  private static int mpegLength(byte[] bytes, int at) {
    boolean isSync = (bytes[at] & 0xff) == 0xff && (bytes[at + 1] & 0xe0) == 0xe0;
    int version = bytes[at + 1] >> 3 & 3;
    int layer = 4 - (bytes[at + 1] >> 1 & 3);
    int bitrate = (bytes[at + 2] & 0xff) >> 4;
    int rate = bytes[at + 2] >> 2 & 3;
    boolean isKnown = version != 1 && (layer == 2 || layer == 3);
    if (!isSync || !isKnown || bitrate == 0 || bitrate == 15 || rate == 3) {
      return -1;
    }
    boolean isFirst = version == 3;
    int[] bitrates = !isFirst ? LOW_BITRATES : layer == 2 ? LAYER_2_BITRATES : MP3_BITRATES;
    int hertz = MPEG_RATES[rate] / (isFirst ? 1 : version == 2 ? 2 : 4);
    int samples = isFirst || layer == 2 ? 1_152 : 576;
    return samples / 8 * bitrates[bitrate - 1] * 1_000 / hertz + (bytes[at + 2] >> 1 & 1);
  }

  private static int ac3Length(byte[] bytes, int at) {
    if (bytes[at] != 0x0b || bytes[at + 1] != 0x77) {
      return -1;
    }
    if ((bytes[at + 5] & 0xff) >> 3 > LAST_AC3_VERSION) {
      return 2 * (((bytes[at + 2] & 7) << 8 | bytes[at + 3] & 0xff) + 1);
    }
    int rate = (bytes[at + 4] & 0xff) >> 6;
    int code = bytes[at + 4] & 0x3f;
    if (rate == 3 || code >> 1 >= AC3_BITRATES.length) {
      return -1;
    }
    int bitrate = AC3_BITRATES[code >> 1];
    return switch (rate) {
      case 0 -> 4 * bitrate;
      case 1 -> 2 * (320 * bitrate / 147 + (code & 1));
      default -> 6 * bitrate;
    };
  }
}
