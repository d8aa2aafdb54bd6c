package dev.sluice.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/** Dates as HTTP writes them, to the second. */
final class HttpDates {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private HttpDates() {}

  static String format(Instant instant) {
    return FORMAT.format(instant);
  }

  /**
   * The moment that a header names.
   *
   * @param header may be null
   * @return empty if it is no date
   */
  static Optional<Instant> parse(String header) {
    if (header == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.from(FORMAT.parse(header.strip())));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
