package dev.sluice.media.web.origin;

import dev.sluice.core.port.web.WebClient;
import java.util.Optional;

/** The validators of a file (RFC 9110, 8.8): they differ if the file has changed. */
record Validator(Optional<String> etag, Optional<String> lastModified) {
  static Validator of(WebClient.Response response) {
    return new Validator(response.header("ETag"), response.header("Last-Modified"));
  }

  /** Returns the ETag if it is strong: no other promises the same bytes. */
  Optional<String> strongTag() {
    return etag.filter(tag -> !tag.startsWith("W/"));
  }

  /**
   * Returns whether the other response seems to be of a changed file. A weak ETag equals a strong
   * one of the same text: proxies weaken ETags.
   */
  boolean differsFrom(Validator other) {
    return differ(etag.map(Validator::opaque), other.etag.map(Validator::opaque))
        || differ(lastModified, other.lastModified);
  }

  /** Returns whether the other response is of the same file, as far as an origin can show it. */
  boolean isConfirmedBy(Validator other) {
    boolean tagged =
        strongTag().isPresent() && strongTag().equals(other.etag.map(Validator::opaque));
    boolean dated = lastModified.isPresent() && lastModified.equals(other.lastModified);
    return !differsFrom(other) && (tagged || dated);
  }

  private static String opaque(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }

  // A response without the header says nothing about it.
  private static boolean differ(Optional<String> one, Optional<String> other) {
    return one.isPresent() && other.isPresent() && !one.equals(other);
  }
}
