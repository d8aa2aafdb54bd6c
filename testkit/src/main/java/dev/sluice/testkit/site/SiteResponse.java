package dev.sluice.testkit.site;

import dev.sluice.testkit.sample.ByteSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A response of the site, faults included.
 *
 * @param from the position in the source at which the body begins
 * @param length how many bytes of the source follow
 * @param extra how many bytes follow although the head does not announce them
 * @param cutAfter after how many bytes of the body the connection ends; negative for never
 * @param stallAfter after how many bytes of the body nothing more comes; negative for never
 * @param bytesPerSecond 0 for unlimited
 */
record SiteResponse(
    int status,
    List<Map.Entry<String, String>> headers,
    ByteSource source,
    long from,
    long length,
    long extra,
    Framing framing,
    long cutAfter,
    long stallAfter,
    long bytesPerSecond,
    Duration delay) {
  /** How a client recognises the end of the body. */
  enum Framing {
    LENGTH,
    CHUNKED,
    CLOSE,
    /** The connection closes after the response, which does not announce it. */
    HANG_UP
  }

  static SiteResponse plain(int status, String text) {
    ByteSource source = ByteSource.of(text.getBytes(StandardCharsets.UTF_8));
    return new SiteResponse(
        status,
        List.of(Map.entry("Content-Type", "text/plain; charset=utf-8")),
        source,
        0,
        source.size(),
        0,
        Framing.LENGTH,
        -1,
        -1,
        0,
        Duration.ZERO);
  }
}
