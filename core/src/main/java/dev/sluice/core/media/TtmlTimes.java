package dev.sluice.core.media;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the time expressions of a TTML document (W3C TTML2, 12.3.1), as its root sets them. Pure.
 */
record TtmlTimes(double frameRate, double subFrameRate, double tickRate) {
  static final TtmlTimes DEFAULT = new TtmlTimes(30, 1, 1);

  private static final Pattern CLOCK =
      Pattern.compile(
          "(\\d{2,6}):(\\d{2}):(\\d{2})(?:(\\.\\d{1,12})|:(\\d{2,6})(?:\\.(\\d{1,6}))?)?");

  private static final Pattern OFFSET =
      Pattern.compile("(\\d{1,15}(?:\\.\\d{1,12})?)(h|m|s|ms|f|t)");

  /** Reads the rates off the attributes of the root, by their local names. */
  static TtmlTimes of(Map<String, String> root) {
    double frames = number(root.get("frameRate"), 30);
    String[] multiplier = root.getOrDefault("frameRateMultiplier", "1 1").strip().split("[\\s:]+");
    if (multiplier.length == 2) {
      frames *= number(multiplier[0], 1) / number(multiplier[1], 1);
    }
    double subFrames = number(root.get("subFrameRate"), 1);
    boolean hasFrames = root.containsKey("frameRate");
    double ticks = number(root.get("tickRate"), hasFrames ? frames * subFrames : 1);
    return new TtmlTimes(frames, subFrames, ticks);
  }

  private static double number(@Nullable String text, double otherwise) {
    return text != null && text.strip().matches("0*[1-9]\\d{0,8}")
        ? Double.parseDouble(text.strip())
        : otherwise;
  }

  /** Returns the time in microseconds; −1 if it is absent or malformed. */
  long micros(@Nullable String expression) {
    if (expression == null) {
      return -1;
    }
    Matcher clock = CLOCK.matcher(expression.strip());
    if (clock.matches()) {
      double seconds =
          3_600 * value(clock.group(1)) + 60 * value(clock.group(2)) + value(clock.group(3));
      double frames = value(clock.group(5)) + value(clock.group(6)) / subFrameRate;
      return Math.round(1e6 * (seconds + value(clock.group(4)) + frames / frameRate));
    }
    Matcher offset = OFFSET.matcher(expression.strip());
    if (!offset.matches()) {
      return -1;
    }
    double number = value(offset.group(1));
    double seconds =
        switch (offset.group(2)) {
          case "h" -> 3_600 * number;
          case "m" -> 60 * number;
          case "s" -> number;
          case "ms" -> number / 1e3;
          case "f" -> number / frameRate;
          default -> number / tickRate;
        };
    return Math.round(1e6 * seconds);
  }

  private static double value(@Nullable String digits) {
    return digits == null ? 0 : Double.parseDouble(digits);
  }
}
