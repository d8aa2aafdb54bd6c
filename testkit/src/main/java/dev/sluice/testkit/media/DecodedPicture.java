package dev.sluice.testkit.media;

import java.time.Duration;
import java.util.Objects;
import java.util.zip.CRC32;

/**
 * A decoded picture.
 *
 * @param time when it is shown
 * @param width in pixels
 * @param height in pixels
 * @param hash a checksum of its brightness, pixel by pixel
 * @param brightness its mean brightness, from 0 to 255
 * @param number the number that it shows, if it is one of {@link FlashAndBeep}
 */
public record DecodedPicture(
    Duration time, int width, int height, long hash, int brightness, int number) {
  /** Between the darkest flash and the brightest other picture of {@link FlashAndBeep}. */
  private static final int FLASH = 150;

  public DecodedPicture {
    Objects.requireNonNull(time);
  }

  /**
   * Describes a picture.
   *
   * @param luma its brightness, row by row, without padding
   */
  public static DecodedPicture of(Duration time, int width, int height, byte[] luma) {
    if (luma.length != width * height) {
      throw new IllegalArgumentException("not one byte for each pixel");
    }
    CRC32 checksum = new CRC32();
    checksum.update(luma);
    long sum = 0;
    for (byte each : luma) {
      sum += each & 0xff;
    }
    return new DecodedPicture(
        time,
        width,
        height,
        checksum.getValue(),
        (int) (sum / Math.max(1, luma.length)),
        FlashAndBeep.number(luma, width, height));
  }

  /** Returns whether the picture is a flash of {@link FlashAndBeep}. */
  public boolean isFlash() {
    return brightness > FLASH;
  }
}
