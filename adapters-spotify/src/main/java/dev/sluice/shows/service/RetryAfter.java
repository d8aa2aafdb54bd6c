package dev.sluice.shows.service;

import dev.sluice.core.port.web.WebClient;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** How long a server asks to be left alone (RFC 9110, 10.2.3), cut to a week. */
public final class RetryAfter {
  private static final Duration LONGEST = Duration.ofDays(7);

  private RetryAfter() {}

  /** Empty where it does not say, or says something that makes no sense. */
  public static Optional<Duration> of(WebClient.Response answer) {
    String text = answer.header("Retry-After").orElse("").strip();
    if (text.matches("\\d{1,30}(\\.\\d{1,9})?")) {
      double seconds = Math.ceil(Double.parseDouble(text));
      return Optional.of(cut(Duration.ofSeconds((long) Math.min(seconds, 1e9))));
    }
    // A moment by the server's clock is only worth something beside that same clock.
    Optional<ZonedDateTime> until = moment(text);
    Optional<ZonedDateTime> now = answer.header("Date").flatMap(RetryAfter::moment);
    if (until.isEmpty() || now.isEmpty()) {
      return Optional.empty();
    }
    Duration wait = Duration.between(now.get(), until.get());
    return Optional.of(wait.isNegative() ? Duration.ZERO : cut(wait));
  }

  private static Duration cut(Duration wait) {
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }

  private static Optional<ZonedDateTime> moment(String text) {
    try {
      return Optional.of(ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
