package dev.sluice.core.pipeline;

import java.time.Duration;

/** Durations in sentences. */
final class Durations {
  private Durations() {}

  /** Such as {@code 2 h}, {@code 90 s} or {@code 250 ms}. */
  static String inWords(Duration duration) {
    if (duration.toMillis() % 1_000 != 0) {
      return duration.toMillis() + " ms";
    }
    if (duration.toSeconds() % 3_600 == 0 && !duration.isZero()) {
      return duration.toHours() + " h";
    }
    if (duration.toSeconds() % 60 == 0 && duration.toMinutes() > 2) {
      return duration.toMinutes() + " min";
    }
    return duration.toSeconds() + " s";
  }
}
