package dev.sluice.shows.feed.text;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the durations of feeds: seconds, MM:SS, HH:MM:SS, and a few words. Pure. */
public final class FeedDurations {
  private static final Duration LONGEST = Duration.ofDays(10);
  private static final int LONGEST_TEXT = 40;

  private static final Pattern CLOCK =
      Pattern.compile("(?:(\\d{1,4}):)?(\\d{1,5}):(\\d{1,2})(?:[.,]\\d+)?");

  private static final Pattern SECONDS =
      Pattern.compile("(\\d{1,9})(?:[.,]\\d+)?\\s*(?:s|sec|seconds)?");

  private static final Pattern WORDS =
      Pattern.compile(
          "(?:(\\d{1,3})\\s*h(?:ours?|rs?)?)?[\\s,]*(?:(\\d{1,4})\\s*m(?:in(?:ute)?s?)?\\.?)?[\\s,]*(?:(\\d{1,4})\\s*s(?:ec(?:ond)?s?)?\\.?)?");

  private FeedDurations() {}

  /** Returns the duration; empty if the text is not one, or it is zero or beyond ten days. */
  public static Optional<Duration> parse(String text) {
    String trimmed = text.strip().toLowerCase(Locale.ROOT);
    if (trimmed.isEmpty() || trimmed.length() > LONGEST_TEXT) {
      return Optional.empty();
    }
    return read(trimmed)
        .filter(found -> !found.isZero() && !found.isNegative() && found.compareTo(LONGEST) <= 0);
  }

  private static Optional<Duration> read(String text) {
    Matcher seconds = SECONDS.matcher(text);
    if (seconds.matches()) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(seconds.group(1))));
    }
    Matcher clock = CLOCK.matcher(text);
    if (clock.matches()) {
      return Optional.of(sum(clock.group(1), clock.group(2), clock.group(3)));
    }
    Matcher words = WORDS.matcher(text);
    if (words.matches()) {
      return Optional.of(sum(words.group(1), words.group(2), words.group(3)));
    }
    try {
      return text.startsWith("pt") ? Optional.of(Duration.parse(text)) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration sum(String hours, String minutes, String seconds) {
    return Duration.ofHours(number(hours))
        .plusMinutes(number(minutes))
        .plusSeconds(number(seconds));
  }

  private static long number(String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
