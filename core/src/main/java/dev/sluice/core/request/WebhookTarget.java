package dev.sluice.core.request;

import java.net.URI;

/** The receiver that is called when a job ends: an absolute http(s) URL. */
public record WebhookTarget(SourceUrl url) {
  /**
   * Parses the URL of a receiver.
   *
   * @throws IllegalArgumentException with a sentence
   */
  public static WebhookTarget parse(String text) {
    try {
      return new WebhookTarget(SourceUrl.parse(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The webhook cannot be called there. " + e.getMessage(), e);
    }
  }

  /** Returns the URI to call. */
  public URI uri() {
    return url.uri();
  }

  /** Returns the URL without credentials and query. */
  @Override
  public String toString() {
    return url.toString();
  }
}
