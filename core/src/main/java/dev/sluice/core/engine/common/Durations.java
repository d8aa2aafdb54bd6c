package dev.sluice.core.engine.common;

import java.math.BigDecimal;
import java.time.Duration;

/** Formats durations for sentences. Pure. */
public final class Durations {
  private Durations() {}

  /** Returns a duration such as {@code 2 h}, {@code 90 s}, {@code 5.023 s} or {@code 250 ms}. */
  public static String inWords(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis % 1_000 != 0) {
      return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + " s";
    }
    if (duration.toSeconds() % 3_600 == 0) {
      return duration.toHours() + " h";
    }
    if (duration.toSeconds() % 60 == 0 && duration.toMinutes() > 2) {
      return duration.toMinutes() + " min";
    }
    return duration.toSeconds() + " s";
  }
}
