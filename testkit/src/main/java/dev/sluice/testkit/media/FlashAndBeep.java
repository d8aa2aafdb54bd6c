package dev.sluice.testkit.media;

/**
 * A test signal by which the sync of picture and sound can be measured: 0.4 seconds into each
 * second the picture turns white and a beep of 1 kHz begins, both for 80 ms. Between the beeps
 * there is a quiet hum, so that missing sound can be told from silence. Each picture shows its
 * number, from 0 to 65,535, as a row of dark and bright fields at its upper edge, which survive
 * encoding and scaling.
 */
public final class FlashAndBeep {
  /** The frequency of the beep, in hertz. */
  public static final int BEEP_HERTZ = 1_000;

  private static final int HUM_HERTZ = 250;
  private static final float BEEP = 0.5f;
  private static final float HUM = 0.06f;
  private static final int FIELDS = 16;
  private static final int WHITE = 235;
  private static final int BRIGHT = 200;
  private static final int DARK = 40;

  private FlashAndBeep() {}

  /**
   * Returns the brightness of a picture, row by row.
   *
   * @param number the number that the picture shows
   * @param index the position of the picture, from 0; with the frame rate it decides on the flash
   */
  public static byte[] luma(int number, int index, int framesPerSecond, int width, int height) {
    byte[] luma = new byte[width * height];
    boolean isFlash = isFlash(index, framesPerSecond);
    int bar = number * 5 % width;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int value;
        if (y < fieldHeight(height)) {
          int bit = FIELDS - 1 - x * FIELDS / width;
          value = (number >> bit & 1) == 1 ? BRIGHT : DARK;
        } else if (isFlash) {
          value = WHITE;
        } else {
          value = x >= bar && x < bar + 6 ? 110 : 50 + y * 30 / height;
        }
        luma[y * width + x] = (byte) value;
      }
    }
    return luma;
  }

  /** Returns whether the picture at this position, from 0, is white. */
  public static boolean isFlash(int index, int framesPerSecond) {
    int position = index % framesPerSecond;
    int first = (framesPerSecond * 2 + 4) / 5;
    return position >= first && position < first + Math.max(1, framesPerSecond * 2 / 25);
  }

  /**
   * Returns samples between -1 and 1.
   *
   * @param first the position of the first sample, from 0
   * @param rate in samples per second
   */
  public static float[] samples(long first, int count, int rate) {
    float[] samples = new float[count];
    for (int i = 0; i < count; i++) {
      int position = (int) Math.floorMod(first + i, (long) rate);
      double seconds = (double) position / rate;
      double beep = seconds - 0.4;
      boolean isBeep = beep >= 0 && beep < 0.08;
      double hum = HUM * Math.sin(2 * Math.PI * HUM_HERTZ * seconds);
      samples[i] = (float) (isBeep ? BEEP * Math.sin(2 * Math.PI * BEEP_HERTZ * beep) + hum : hum);
    }
    return samples;
  }

  /** Returns the number that a picture shows. */
  static int number(byte[] luma, int width, int height) {
    int number = 0;
    int rows = Math.max(1, fieldHeight(height));
    for (int field = 0; field < FIELDS; field++) {
      int from = field * width / FIELDS;
      int to = Math.max(from + 1, (field + 1) * width / FIELDS);
      // Without the edges, which encoding blurs.
      int margin = (to - from) / 4;
      long sum = 0;
      int count = 0;
      for (int y = rows / 4; y < Math.max(rows / 4 + 1, rows * 3 / 4); y++) {
        for (int x = from + margin; x < to - margin; x++) {
          sum += luma[y * width + x] & 0xff;
          count++;
        }
      }
      number = number << 1 | (count > 0 && sum / count > (BRIGHT + DARK) / 2 ? 1 : 0);
    }
    return number;
  }

  private static int fieldHeight(int height) {
    return height / 6;
  }
}
