package dev.sluice.app.terminal;

import java.time.Duration;
import java.util.Locale;

/** Formats numbers for people. Pure. */
public final class HumanFormat {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

  private HumanFormat() {}

  /** {@code 1234567} is {@code 1.2 MB}. */
  public static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 999.5 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    boolean small = unit > 0 && value < 9.95;
    return String.format(Locale.ROOT, small ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
  }

  /** {@code 1234567} is {@code 1,234,567 bytes}. */
  public static String exactBytes(long bytes) {
    return String.format(Locale.ROOT, "%,d bytes", bytes);
  }

  /** {@code 128000} is {@code 128 kbit/s}. */
  public static String bits(long bitsPerSecond) {
    return bitsPerSecond < 1_000_000
        ? String.format(Locale.ROOT, "%s kbit/s", Math.round(bitsPerSecond / 1000.0))
        : String.format(Locale.ROOT, "%.1f Mbit/s", bitsPerSecond / 1e6);
  }

  /** {@code 0:07}, {@code 12:05}, {@code 1:02:03}. */
  public static String clock(Duration time) {
    long hours = time.toHours();
    return hours > 0
        ? String.format(
            Locale.ROOT, "%s:%02d:%02d", hours, time.toMinutesPart(), time.toSecondsPart())
        : String.format(Locale.ROOT, "%s:%02d", time.toMinutes(), time.toSecondsPart());
  }
}
