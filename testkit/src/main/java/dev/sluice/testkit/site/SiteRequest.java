package dev.sluice.testkit.site;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it came in.
 *
 * @param path without the query
 * @param query empty where there is none
 * @param headers names in lower case
 * @param connection the number of the connection it came on, from 1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and copying it would tell nothing
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

  /** The first header of this name, in any case. */
  public Optional<String> header(String name) {
    List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
    return values == null ? Optional.empty() : Optional.of(values.get(0));
  }

  /**
   * Whether the asker has this version. As RFC 9110 has it, the date is not looked at where an ETag
   * is named.
   *
   * @param lastModified null where the site tells none
   */
  boolean knows(String etag, String lastModified) {
    Optional<String> known = header("If-None-Match");
    if (known.isPresent()) {
      return known.get().equals(etag);
    }
    return lastModified != null
        && header("If-Modified-Since").filter(lastModified::equals).isPresent();
  }
}
