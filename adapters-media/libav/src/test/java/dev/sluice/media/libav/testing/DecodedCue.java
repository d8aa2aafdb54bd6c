package dev.sluice.media.libav.testing;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * A text of subtitles as it is shown.
 *
 * @param text that of Advanced SubStation Alpha, with its overrides
 */
public record DecodedCue(Duration from, Duration to, String text) {
  /** Returns the cue at a later time. */
  public DecodedCue later(Duration by) {
    return new DecodedCue(from.plus(by), to.plus(by), text);
  }

  /** Returns the cue such as {@code 0.5-1.25 One\\Nline}. */
  @Override
  public String toString() {
    return seconds(from) + "-" + seconds(to) + " " + text;
  }

  private static String seconds(Duration time) {
    return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString();
  }
}
