package dev.sluice.media.web.origin;

import dev.sluice.core.port.web.WebClient;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Moments in headers (RFC 9110, 5.6.7). */
public final class HttpDates {
  private HttpDates() {}

  /** Empty if it makes no sense. */
  static Optional<Instant> moment(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** What time it was for who answered; a cache says how long ago the answer was made. */
  public static Optional<Instant> now(WebClient.Response answer) {
    long age =
        answer
            .header("Age")
            .map(String::strip)
            .filter(text -> text.matches("\\d{1,9}"))
            .map(Long::parseLong)
            .orElse(0L);
    return answer.header("Date").flatMap(HttpDates::moment).map(date -> date.plusSeconds(age));
  }
}
