package dev.sluice.app.settings;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads sizes and durations as people write them. Pure. */
public final class SizesAndDurations {
  private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([A-Za-z]*)");
  private static final Pattern TIMES = Pattern.compile("(?:\\d+(?:ms|s|m|h|d))+");
  private static final Pattern TIME = Pattern.compile("(\\d+)(ms|s|m|h|d)");

  private static final Map<String, Long> BYTES =
      Map.ofEntries(
          Map.entry("", 1L),
          Map.entry("b", 1L),
          Map.entry("k", 1_000L),
          Map.entry("kb", 1_000L),
          Map.entry("m", 1_000_000L),
          Map.entry("mb", 1_000_000L),
          Map.entry("g", 1_000_000_000L),
          Map.entry("gb", 1_000_000_000L),
          Map.entry("t", 1_000_000_000_000L),
          Map.entry("tb", 1_000_000_000_000L),
          Map.entry("kib", 1L << 10),
          Map.entry("mib", 1L << 20),
          Map.entry("gib", 1L << 30),
          Map.entry("tib", 1L << 40));

  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private SizesAndDurations() {}

  /**
   * {@code 5GB} is 5·10⁹ and {@code 5GiB} is 5·2³⁰.
   *
   * @return more than zero
   * @throws IllegalArgumentException with what was expected
   */
  public static long bytes(String text) {
    Matcher matcher = SIZE.matcher(text);
    Long unit = matcher.matches() ? BYTES.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
    if (unit == null) {
      throw new IllegalArgumentException("expected a size such as 500MB, 5GB or 5GiB");
    }
    try {
      long bytes =
          new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)).longValueExact();
      if (bytes > 0) {
        return bytes;
      }
    } catch (ArithmeticException e) {
      // Half a byte, or more than 8 exabytes.
    }
    throw new IllegalArgumentException("expected a size from 1 byte to 9000000TB");
  }

  /**
   * {@code 30s}, {@code 10m}, {@code 1h30m}.
   *
   * @return more than zero
   * @throws IllegalArgumentException with what was expected
   */
  public static Duration duration(String text) {
    String compact = text.toLowerCase(Locale.ROOT).replace(" ", "");
    if (!TIMES.matcher(compact).matches()) {
      throw new IllegalArgumentException("expected a time such as 30s, 10m or 6h");
    }
    Duration sum = Duration.ZERO;
    Matcher matcher = TIME.matcher(compact);
    try {
      while (matcher.find()) {
        sum = sum.plus(UNITS.get(matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1))));
      }
      if (sum.toMillis() > 0) {
        return sum;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // Longer than a duration can be.
    }
    throw new IllegalArgumentException("expected a time from 1ms to 292 million years");
  }

  /**
   * Reads the length of media: {@code 90m}, {@code 1h30m}, or whole seconds as the HTTP API takes
   * them.
   *
   * @return more than zero
   * @throws IllegalArgumentException with what was expected
   */
  public static Duration mediaLength(String text) {
    String compact = text.strip();
    boolean isSeconds = compact.matches("[0-9]{1,9}");
    try {
      return duration(isSeconds ? compact + "s" : compact);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "expected a length such as 90m, 2h or 5400 (seconds), and more than zero", e);
    }
  }
}
