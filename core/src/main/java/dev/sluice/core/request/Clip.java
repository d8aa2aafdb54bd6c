package dev.sluice.core.request;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A section of the source, from one moment (inclusive) to a later one (exclusive). At least one of
 * the two is present.
 *
 * @param from the source's beginning if absent
 * @param to the source's end if absent, or if the source ends earlier
 */
public record Clip(Optional<Timecode> from, Optional<Timecode> to) {
  public Clip {
    if (from.isEmpty() && to.isEmpty()) {
      throw new IllegalArgumentException("a clip must have a beginning, an end or both");
    }
    Timecode start = from.orElse(new Timecode(Duration.ZERO));
    if (to.isPresent() && to.get().compareTo(start) <= 0) {
      throw new IllegalArgumentException(
          "A clip ends after it starts: %s to %s".formatted(start, to.get()));
    }
  }

  /** Returns the beginning; zero if absent. */
  public Duration start() {
    return from.map(Timecode::offset).orElse(Duration.ZERO);
  }

  /** Returns the end, if present. */
  public Optional<Duration> end() {
    return to.map(Timecode::offset);
  }

  /**
   * A moment in the media, counted from its beginning, to the millisecond.
   *
   * @param offset zero or more, less than {@value #MOST_HOURS} hours
   */
  public record Timecode(Duration offset) implements Comparable<Timecode> {
    /** The exclusive upper bound of a timecode, in hours. */
    public static final int MOST_HOURS = 1_000;

    private static final Pattern TEXT =
        Pattern.compile("(?:(?:(\\d{1,3}):)?(\\d{1,2}):)?(\\d{1,7}(?:\\.\\d{1,9})?)");

    private static final BigDecimal SIXTY = BigDecimal.valueOf(60);

    public Timecode {
      Objects.requireNonNull(offset);
      if (offset.isNegative() || offset.toHours() >= MOST_HOURS) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "a moment lies between 0 and %d hours", MOST_HOURS));
      }
      offset = Duration.ofMillis(offset.toMillis());
    }

    /**
     * Parses {@code HH:MM:SS}, {@code MM:SS} or seconds, each with an optional fraction, such as
     * {@code 01:02:03.500}, {@code 2:03} or {@code 123.5}; rounded to the millisecond.
     *
     * @throws IllegalArgumentException with a sentence
     */
    public static Timecode parse(String text) {
      Matcher parts = TEXT.matcher(text.strip());
      if (!parts.matches()) {
        throw notOne(text);
      }
      long hours = parts.group(1) == null ? 0 : Long.parseLong(parts.group(1));
      long minutes = parts.group(2) == null ? 0 : Long.parseLong(parts.group(2));
      BigDecimal seconds = new BigDecimal(parts.group(3));
      boolean secondsOverflow = parts.group(2) != null && seconds.compareTo(SIXTY) >= 0;
      boolean minutesOverflow = parts.group(1) != null && minutes >= 60;
      if (secondsOverflow || minutesOverflow) {
        throw notOne(text);
      }
      long millis = seconds.movePointRight(3).setScale(0, RoundingMode.HALF_UP).longValueExact();
      return new Timecode(Duration.ofHours(hours).plusMinutes(minutes).plusMillis(millis));
    }

    private static IllegalArgumentException notOne(String text) {
      String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
      return new IllegalArgumentException(
          "'%s' is no moment: give HH:MM:SS, MM:SS or seconds, such as 00:01:30.500 or 90.5"
              .formatted(shown));
    }

    @Override
    public int compareTo(Timecode other) {
      return offset.compareTo(other.offset);
    }

    /** Returns the form {@code HH:MM:SS.mmm}, such as {@code 00:01:30.500}. */
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%02d:%02d:%02d.%03d",
          offset.toHours(),
          offset.toMinutesPart(),
          offset.toSecondsPart(),
          offset.toMillisPart());
    }
  }
}
