package dev.sluice.media.web.origin;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.shared.RetryAfter;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Failures that an origin's status means, in sentences. */
final class StatusFailures {
  private StatusFailures() {}

  static SluiceException of(WebClient.Response response) {
    int status = response.status();
    Duration wait = RetryAfter.of(response).orElse(null);
    String uri = SourceUrl.redacted(response.uri());
    return new SluiceException(code(status), sentence(status, uri, wait), null, wait);
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

  private static String sentence(int status, String uri, @Nullable Duration wait) {
    String sentence =
        switch (status) {
          case 401, 407 -> "The source requires credentials (HTTP %s): %s";
          case 403, 451 -> "The source forbids access (HTTP %s): %s";
          case 404 -> "The source does not exist (HTTP %s): %s";
          case 410 -> "The source is gone for good (HTTP %s): %s";
          case 429 -> "The source limits the rate of requests (HTTP %s): %s";
          case 204, 205 -> "The source is empty (HTTP %s): %s";
          default ->
              status >= 500
                  ? "The source's server failed (HTTP %s): %s"
                  : "The source refused the request (HTTP %s): %s";
        };
    String request = wait == null ? "" : "; it asks to wait " + wait.toSeconds() + " s";
    return String.format(Locale.ROOT, sentence, status, uri) + request;
  }
}
