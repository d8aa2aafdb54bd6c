package dev.sluice.media.libav.base;

import java.util.Optional;

/** The type and size of a JPEG or PNG, read from its first bytes. */
public record ImageHeader(boolean png, int width, int height) {
  private static final long PNG = 0x89504e470d0a1a0aL;
  private static final int PNG_WIDTH = 16;
  private static final int PNG_HEIGHT = 20;

  /** Reads the header of a picture; empty if it is neither JPEG nor PNG, or has no size. */
  public static Optional<ImageHeader> of(byte[] bytes) {
    Optional<ImageHeader> head = png(bytes).or(() -> jpeg(bytes));
    return head.filter(found -> found.width() > 0 && found.height() > 0);
  }

  private static Optional<ImageHeader> png(byte[] bytes) {
    if (bytes.length < PNG_HEIGHT + 4 || number(bytes, 0, 8) != PNG) {
      return Optional.empty();
    }
    return Optional.of(
        new ImageHeader(
            true, (int) number(bytes, PNG_WIDTH, 4), (int) number(bytes, PNG_HEIGHT, 4)));
  }

  // A JPEG is a sequence of segments with a marker and a length; one of them begins the frame
  // (ITU-T T.81, B.2.2).
  private static Optional<ImageHeader> jpeg(byte[] bytes) {
    if (bytes.length < 4 || number(bytes, 0, 2) != 0xffd8) {
      return Optional.empty();
    }
    int at = 2;
    while (at + 9 < bytes.length && (bytes[at] & 0xff) == 0xff) {
      int marker = bytes[at + 1] & 0xff;
      if (marker == 0xff) {
        at++;
        continue;
      }
      boolean frame =
          marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
      if (frame) {
        return Optional.of(
            new ImageHeader(false, (int) number(bytes, at + 7, 2), (int) number(bytes, at + 5, 2)));
      }
      at += 2 + (int) number(bytes, at + 2, 2);
    }
    return Optional.empty();
  }

  private static long number(byte[] bytes, int at, int length) {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = value << 8 | (bytes[at + i] & 0xff);
    }
    return value;
  }
}
