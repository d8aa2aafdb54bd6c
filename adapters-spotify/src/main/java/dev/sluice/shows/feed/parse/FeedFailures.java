package dev.sluice.shows.feed.parse;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.shared.RetryAfter;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/** The failures of feeds, with their sentences. */
public final class FeedFailures {
  private FeedFailures() {}

  /** Returns the failure of a document that is not a whole feed. */
  public static SluiceException invalid(URI at, String what, Throwable cause) {
    return new SluiceException(
        FailureCode.FEED_INVALID, "The feed %s %s".formatted(SourceUrl.redacted(at), what), cause);
  }

  public static SluiceException invalid(URI at, String what) {
    return invalid(at, what, null);
  }

  /** Returns the failure for something else than a feed. */
  public static SluiceException noFeed(URI at, String what, String whatToDo) {
    return new SluiceException(
        FailureCode.FEED_INVALID,
        "%s was found at %s where a feed was expected; %s"
            .formatted(what, SourceUrl.redacted(at), whatToDo));
  }

  /** A refusal of the feed's host. */
  public static SluiceException refused(WebClient.Response answer, boolean first) {
    int status = answer.status();
    String place = SourceUrl.redacted(answer.uri());
    if (!first && (status == 404 || status == 410)) {
      return invalid(
          answer.uri(),
          "is named as a next page and does not exist (HTTP %s), so the list is not complete; ask its publisher to mend it"
              .formatted(status));
    }
    Duration wait = RetryAfter.of(answer).orElse(null);
    String wish = wait == null ? "" : "; it asks to wait %s s".formatted(wait.toSeconds());
    return new SluiceException(
        code(status),
        String.format(Locale.ROOT, sentence(status), status, place) + wish,
        null,
        wait);
  }

  private static FailureCode code(int status) {
    return switch (status) {
      case 401, 407 -> FailureCode.SOURCE_UNAUTHORIZED;
      case 403, 451 -> FailureCode.SOURCE_FORBIDDEN;
      case 404 -> FailureCode.SHOW_NOT_FOUND;
      case 410 -> FailureCode.SHOW_GONE;
      case 429 -> FailureCode.SOURCE_RATE_LIMITED;
      default -> status >= 500 ? FailureCode.SOURCE_BROKEN : FailureCode.SOURCE_REFUSED;
    };
  }

  private static String sentence(int status) {
    return switch (status) {
      case 401, 407 ->
          "The feed asks for credentials (HTTP %s): %s; put them into its URL, or ask its"
              + " publisher";
      case 403, 451 -> "The feed's host forbids access (HTTP %s): %s";
      case 404 -> "The feed does not exist (HTTP %s): %s; check its address";
      case 410 -> "The feed is gone for good (HTTP %s): %s";
      case 429 -> "The feed's host limits how often it may be asked (HTTP %s): %s";
      default ->
          status >= 500
              ? "The feed's server failed (HTTP %s): %s"
              : "The feed's host refused the request (HTTP %s): %s";
    };
  }
}
