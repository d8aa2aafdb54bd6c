package dev.sluice.core.shared;

import dev.sluice.core.port.web.WebClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads the {@code Retry-After} header (RFC 9110, 10.2.3): a number of seconds, or a date. Pure
 * functions.
 */
public final class RetryAfter {
  /** The longest time returned; longer times are shortened to it. */
  public static final Duration LONGEST = Duration.ofDays(7);

  private RetryAfter() {}

  /**
   * Returns the time that the response's {@code Retry-After} asks for. A date is compared with the
   * server's own clock, which the response's {@code Date} shows; without a {@code Date}, a date is
   * ignored.
   */
  public static Optional<Duration> of(WebClient.Response response) {
    return response
        .header("Retry-After")
        .flatMap(text -> parse(text, response.header("Date").flatMap(HttpDates::parse)));
  }

  /**
   * Returns the time that a header's text asks for, at most {@link #LONGEST} and never negative.
   *
   * @param now the time with which a date is compared; if empty, a date is ignored
   * @return the time; empty if the text is neither a number of seconds nor a usable date
   */
  public static Optional<Duration> parse(String text, Optional<Instant> now) {
    String value = text.strip();
    if (value.matches("\\d{1,30}(\\.\\d{1,9})?")) {
      // Some servers write fractions, although RFC 9110 has none.
      double seconds = Math.ceil(Double.parseDouble(value));
      return Optional.of(bounded(Duration.ofSeconds((long) Math.min(seconds, 1e9))));
    }
    return HttpDates.parse(value)
        .flatMap(until -> now.map(moment -> Duration.between(moment, until)))
        .map(RetryAfter::bounded);
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }
}
