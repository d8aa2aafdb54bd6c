package dev.sluice.media.web.origin;

import dev.sluice.core.port.web.WebClient;
import java.util.Optional;

/** What tells one state of the origin's file from another. */
record Validator(Optional<String> etag, Optional<String> lastModified) {
  static Validator of(WebClient.Response answer) {
    return new Validator(answer.header("ETag"), answer.header("Last-Modified"));
  }

  /** What {@code If-Range} may carry: only a strong ETag promises the same bytes. */
  Optional<String> strong() {
    return etag.filter(tag -> !tag.startsWith("W/"));
  }

  /** Whether the other answer is certainly of another state: it says something else. */
  boolean differsFrom(Validator other) {
    return differ(etag, other.etag) || differ(lastModified, other.lastModified);
  }

  /** Whether the other answer is of the same state as far as an origin can say. */
  boolean provenBy(Validator other) {
    boolean tagged = strong().isPresent() && strong().equals(other.strong());
    boolean dated = lastModified.isPresent() && lastModified.equals(other.lastModified);
    return !differsFrom(other) && (tagged || dated);
  }

  // An answer that leaves a field out says nothing about it.
  private static boolean differ(Optional<String> one, Optional<String> other) {
    return one.isPresent() && other.isPresent() && !one.equals(other);
  }
}
