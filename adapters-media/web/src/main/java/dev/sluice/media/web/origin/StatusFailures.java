package dev.sluice.media.web.origin;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.SourceUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** An origin's refusal as a sentence. */
final class StatusFailures {
  private static final Duration LONGEST_WAIT = Duration.ofDays(7);

  private StatusFailures() {}

  static SluiceException of(WebClient.Response answer) {
    int status = answer.status();
    Duration wait = retryAfter(answer).orElse(null);
    String place = SourceUrl.redacted(answer.uri());
    return new SluiceException(code(status), sentence(status, place, wait), null, wait);
  }

  private static FailureCode code(int status) {
    return switch (status) {
      case 401, 407 -> FailureCode.SOURCE_UNAUTHORIZED;
      case 403, 451 -> FailureCode.SOURCE_FORBIDDEN;
      case 404 -> FailureCode.SOURCE_NOT_FOUND;
      case 410 -> FailureCode.SOURCE_GONE;
      case 429 -> FailureCode.SOURCE_RATE_LIMITED;
      case 204, 205 -> FailureCode.SOURCE_EMPTY;
      default -> status >= 500 ? FailureCode.SOURCE_BROKEN : FailureCode.SOURCE_REFUSED;
    };
  }

  private static String sentence(int status, String place, Duration wait) {
    String sentence =
        switch (status) {
          case 401, 407 -> "The source asks for credentials (HTTP %d): %s";
          case 403, 451 -> "The source forbids access (HTTP %d): %s";
          case 404 -> "The source does not exist (HTTP %d): %s";
          case 410 -> "The source is gone for good (HTTP %d): %s";
          case 429 -> "The source limits how often it may be asked (HTTP %d): %s";
          case 204, 205 -> "The source is empty (HTTP %d): %s";
          default ->
              status >= 500
                  ? "The source's server failed (HTTP %d): %s"
                  : "The source refused the request (HTTP %d): %s";
        };
    String wish = wait == null ? "" : "; it asks to wait %d s".formatted(wait.toSeconds());
    return sentence.formatted(status, place) + wish;
  }

  /** How long the origin asks us to wait, cut to a week. */
  static Optional<Duration> retryAfter(WebClient.Response answer) {
    Optional<String> text = answer.header("Retry-After").map(String::strip);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (text.get().matches("\\d+")) {
      boolean sensible = text.get().length() < 10;
      return Optional.of(
          sensible ? shorter(Duration.ofSeconds(Long.parseLong(text.get()))) : LONGEST_WAIT);
    }
    // A moment by the origin's clock is only worth something beside that same clock.
    Optional<Instant> until = HttpDates.moment(text.get());
    Optional<Instant> now = answer.header("Date").flatMap(HttpDates::moment);
    if (until.isEmpty() || now.isEmpty()) {
      return Optional.empty();
    }
    Duration wait = Duration.between(now.get(), until.get());
    return Optional.of(wait.isNegative() ? Duration.ZERO : shorter(wait));
  }

  private static Duration shorter(Duration wait) {
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }
}
