package dev.sluice.shows.feed.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses the dates of feeds: RFC 822 with all that is left out of it or added to it in the wild,
 * and ISO 8601. An ambiguous date is not read. Pure.
 */
public final class FeedDates {
  private static final int LONGEST = 80;
  private static final int FIRST_YEAR = 1900;
  private static final int LAST_YEAR = 2199;
  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

  private static final Pattern ISO =
      Pattern.compile(
          "(\\d{4})-(\\d{1,2})(?:-(\\d{1,2}))?(?:[Tt"
              + " ]+(\\d{1,2}:\\d{2}(?::\\d{2})?)(?:[.,]\\d+)?)?\\s*(.*)");

  private static final Pattern TIME =
      Pattern.compile("(\\d{1,2}):(\\d{2})(?::(\\d{2}))?(?:[.,]\\d+)?");

  private static final Pattern OFFSET =
      Pattern.compile("(?:UTC|GMT)?([+-])(\\d{1,2})(?::?(\\d{2}))?", Pattern.CASE_INSENSITIVE);

  private static final Map<String, ZoneOffset> ZONES =
      Map.ofEntries(
          zone("WET", 0),
          zone("WEST", 60),
          zone("BST", 60),
          zone("CET", 60),
          zone("MEZ", 60),
          zone("CEST", 120),
          zone("MESZ", 120),
          zone("EET", 120),
          zone("EEST", 180),
          zone("MSK", 180),
          zone("IST", 330),
          zone("HKT", 480),
          zone("AWST", 480),
          zone("JST", 540),
          zone("KST", 540),
          zone("ACST", 570),
          zone("AEST", 600),
          zone("ACDT", 630),
          zone("AEDT", 660),
          zone("NZST", 720),
          zone("NZDT", 780),
          zone("BRT", -180),
          zone("ADT", -180),
          zone("AST", -240),
          zone("EDT", -240),
          zone("EST", -300),
          zone("CDT", -300),
          zone("CST", -360),
          zone("MDT", -360),
          zone("MST", -420),
          zone("PDT", -420),
          zone("PST", -480),
          zone("AKDT", -480),
          zone("AKST", -540),
          zone("HST", -600));

  private FeedDates() {}

  /** Returns the moment; empty if the text is not a date, or its year is out of range. */
  public static Optional<Instant> parse(String text) {
    String trimmed = text.strip();
    if (trimmed.isEmpty() || trimmed.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      Matcher iso = ISO.matcher(trimmed);
      return iso.matches() ? iso(iso) : words(trimmed);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> iso(Matcher parts) {
    int day = parts.group(3) == null ? 1 : Integer.parseInt(parts.group(3));
    return moment(
        Integer.parseInt(parts.group(1)),
        Integer.parseInt(parts.group(2)),
        day,
        parts.group(4) == null ? "0:00" : parts.group(4),
        offset(List.of(parts.group(5).split(" "))));
  }

  // The day of the week is not looked at: where it contradicts the date, the date is right.
  private static Optional<Instant> words(String text) {
    String plain =
        text.replaceAll("\\([^)]*\\)", " ")
            .replaceAll("\\b(\\d{1,2})-([A-Za-z]{3,9})-(\\d{2,4})\\b", "$1 $2 $3");
    int month = 0;
    String time = null;
    List<Integer> before = new ArrayList<>();
    List<Integer> after = new ArrayList<>();
    List<String> rest = new ArrayList<>();
    for (String word : plain.split("[\\s,]+")) {
      String number = word.replaceFirst("(?i)(?<=\\d)(st|nd|rd|th|\\.)$", "");
      if (time == null && TIME.matcher(word).matches()) {
        time = word;
      } else if (number.matches("\\d{1,4}")) {
        (month == 0 ? before : after).add(Integer.parseInt(number));
      } else if (month == 0 && month(word) > 0) {
        month = month(word);
      } else {
        rest.add(word);
      }
    }
    List<Integer> numbers = new ArrayList<>(before);
    numbers.addAll(after);
    if (month == 0 || numbers.size() != 2 || before.size() == 2) {
      return Optional.empty();
    }
    int year = numbers.get(1);
    int century = year < 50 ? 2000 : year < 1000 ? 1900 : 0;
    String clock = time == null ? "0:00" : time;
    return moment(century + year, month, numbers.get(0), halved(clock, rest), offset(rest));
  }

  private static int month(String word) {
    String start = word.toLowerCase(Locale.ROOT);
    if (start.length() < 3 || !start.matches("[a-z]+\\.?")) {
      return 0;
    }
    int at = MONTHS.indexOf(start.substring(0, 3));
    return at >= 0 && at % 3 == 0 ? at / 3 + 1 : 0;
  }

  private static String halved(String time, List<String> rest) {
    boolean afternoon = rest.stream().anyMatch("PM"::equalsIgnoreCase);
    boolean morning = rest.stream().anyMatch("AM"::equalsIgnoreCase);
    int colon = time.indexOf(':');
    int hour = Integer.parseInt(time.substring(0, colon));
    if (!(afternoon || morning) || hour > 12) {
      return time;
    }
    return hour % 12 + (afternoon ? 12 : 0) + time.substring(colon);
  }

  private static Optional<Instant> moment(
      int year, int month, int day, String time, ZoneOffset offset) {
    if (year < FIRST_YEAR || year > LAST_YEAR) {
      return Optional.empty();
    }
    Matcher parts = TIME.matcher(time);
    if (!parts.matches()) {
      return Optional.empty();
    }
    int hour = Integer.parseInt(parts.group(1));
    int second = parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3));
    LocalDate date = LocalDate.of(year, month, day);
    // Midnight as the end of a day, and the second that a minute may have too many.
    LocalDate shown = hour == 24 ? date.plusDays(1) : date;
    LocalTime clock =
        LocalTime.of(
            hour == 24 ? 0 : hour,
            Integer.parseInt(parts.group(2)),
            Math.min(second, second == 60 ? 59 : second));
    return Optional.of(shown.atTime(clock).toInstant(offset));
  }

  /** The first word that names a zone; UTC where none does. */
  private static ZoneOffset offset(List<String> words) {
    for (String word : words) {
      Matcher number = OFFSET.matcher(word);
      if (number.matches()) {
        int minutes =
            Integer.parseInt(number.group(2)) * 60
                + (number.group(3) == null ? 0 : Integer.parseInt(number.group(3)));
        return ZoneOffset.ofTotalSeconds(60 * (number.group(1).equals("-") ? -minutes : minutes));
      }
      ZoneOffset named = ZONES.get(word.toUpperCase(Locale.ROOT));
      if (named != null) {
        return named;
      }
    }
    return ZoneOffset.UTC;
  }

  private static Map.Entry<String, ZoneOffset> zone(String name, int minutes) {
    return Map.entry(name, ZoneOffset.ofTotalSeconds(60 * minutes));
  }
}
