package dev.sluice.media.web.origin;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.web.RetryAfter;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.SourceUrl;
import java.time.Duration;

/** An origin's refusal as a sentence. */
final class StatusFailures {
  private StatusFailures() {}

  static SluiceException of(WebClient.Response answer) {
    int status = answer.status();
    Duration wait = RetryAfter.of(answer).orElse(null);
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
}
