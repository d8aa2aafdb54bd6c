package dev.sluice.testkit.site;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request as it was received.
 *
 * @param path without the query
 * @param query empty where there is none
 * @param headers names in lower case
 * @param connection the number of the connection it came on, from 1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SiteRequest(
    String method,
    String path,
    String query,
    Map<String, List<String>> headers,
    byte[] body,
    int connection) {
  public SiteRequest {
    headers = Map.copyOf(headers);
  }

  /** Returns the first header of this name, which is case-insensitive. */
  public Optional<String> header(String name) {
    List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
    return values == null ? Optional.empty() : Optional.of(values.get(0));
  }

  /**
   * Whether the client already has this version. The date is ignored if the request names an ETag
   * (RFC 9110).
   *
   * @param lastModified null if the site sends none
   */
  boolean knows(String etag, @Nullable String lastModified) {
    Optional<String> known = header("If-None-Match");
    if (known.isPresent()) {
      return known.get().equals(etag);
    }
    return lastModified != null
        && header("If-Modified-Since").filter(lastModified::equals).isPresent();
  }
}
