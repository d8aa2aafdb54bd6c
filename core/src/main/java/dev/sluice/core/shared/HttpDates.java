package dev.sluice.core.shared;

import dev.sluice.core.port.web.WebClient;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads and writes the dates of HTTP headers (RFC 9110, 5.6.7), to the second. Pure. */
public final class HttpDates {
  private static final DateTimeFormatter WRITTEN = pattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'");

  /**
   * The current format, also with another zone or a one-digit day, and the two obsolete formats
   * that recipients must accept.
   */
  private static final List<DateTimeFormatter> READ =
      List.of(
          DateTimeFormatter.RFC_1123_DATE_TIME,
          new DateTimeFormatterBuilder()
              .appendPattern("EEEE, dd-MMM-")
              .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
              .appendPattern(" HH:mm:ss 'GMT'")
              .toFormatter(Locale.ENGLISH)
              .withZone(ZoneOffset.UTC),
          pattern("EEE MMM ppd HH:mm:ss uuuu"));

  private HttpDates() {}

  private static DateTimeFormatter pattern(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
  }

  /** Returns the date in the form that RFC 9110 asks senders for. */
  public static String format(Instant instant) {
    return WRITTEN.format(instant);
  }

  /** Returns the moment that a header's text names; empty if the text is not a date. */
  public static Optional<Instant> parse(String text) {
    for (DateTimeFormatter form : READ) {
      try {
        return Optional.of(ZonedDateTime.parse(text.strip(), form).toInstant());
      } catch (DateTimeException e) {
        // Not in this format; try the next one.
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the server's current time according to the response: its {@code Date}, plus the time
   * for which a cache has stored it ({@code Age}). Empty if the response has no date.
   */
  public static Optional<Instant> serverTime(WebClient.Response response) {
    long age =
        response
            .header("Age")
            .map(String::strip)
            .filter(text -> text.matches("\\d{1,9}"))
            .map(Long::parseLong)
            .orElse(0L);
    return response.header("Date").flatMap(HttpDates::parse).map(date -> date.plusSeconds(age));
  }
}
