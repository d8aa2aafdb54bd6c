package dev.sluice.testkit.site;

import dev.sluice.testkit.sample.ByteSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the site is going to send, faults included.
 *
 * @param from where in the source the body begins
 * @param length how many bytes of the source follow
 * @param extra how many bytes nobody asked for come after them
 * @param cutAfter after how many bytes of the body the connection ends; negative for never
 * @param stallAfter after how many bytes of the body nothing more comes; negative for never
 * @param bytesPerSecond 0 for as fast as it goes
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
  /** How the end of the body is told. */
  enum Framing {
    LENGTH,
    CHUNKED,
    CLOSE,
    /** The connection ends after the answer, which does not say so. */
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
