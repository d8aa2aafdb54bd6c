package dev.sluice.media.http;

import dev.sluice.core.port.WebClient;
import java.util.Optional;

/** What tells one state of the origin's file from another. */
record Version(Optional<String> etag, Optional<String> lastModified) {
  static Version of(WebClient.Response answer) {
    return new Version(answer.header("ETag"), answer.header("Last-Modified"));
  }

  /** What {@code If-Range} may carry: only a strong ETag promises the same bytes. */
  Optional<String> strong() {
    return etag.filter(tag -> !tag.startsWith("W/"));
  }

  /** Whether the other answer is certainly of another state: it says something else. */
  boolean differsFrom(Version other) {
    return differ(etag, other.etag) || differ(lastModified, other.lastModified);
  }

  /** Whether the other answer is of the same state as far as an origin can say. */
  boolean provenBy(Version other) {
    boolean tagged = strong().isPresent() && strong().equals(other.strong());
    boolean dated = lastModified.isPresent() && lastModified.equals(other.lastModified);
    return !differsFrom(other) && (tagged || dated);
  }

  // An answer that leaves a field out says nothing about it.
  private static boolean differ(Optional<String> one, Optional<String> other) {
    return one.isPresent() && other.isPresent() && !one.equals(other);
  }
}
