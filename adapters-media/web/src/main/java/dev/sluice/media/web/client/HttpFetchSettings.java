package dev.sluice.media.web.client;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Settings for fetching media over HTTP. One input holds at most {@code (connections + 2) *
 * chunkBytes} of memory.
 *
 * @param connections the most connections that one input opens, 1 to 32
 * @param chunkBytes the size of one range request, where the origin allows ranges, 64 KiB to 64 MiB
 * @param maxSourceBytes the largest source accepted, in bytes; {@link Long#MAX_VALUE} for no limit
 * @param readTimeout the longest wait for a connection, for a response, and between two bytes
 * @param userAgent sent to the origin; the web client's own name where empty
 * @param headers sent with every request; {@code Authorization} and {@code Cookie} to the URL's own
 *     host only
 */
public record HttpFetchSettings(
    int connections,
    int chunkBytes,
    long maxSourceBytes,
    Duration readTimeout,
    Optional<String> userAgent,
    Map<String, String> headers) {
  public static final HttpFetchSettings DEFAULT =
      new HttpFetchSettings(
          6, 4 << 20, Long.MAX_VALUE, Duration.ofSeconds(30), Optional.empty(), Map.of());

  public HttpFetchSettings {
    if (connections < 1 || connections > 32) {
      throw new IllegalArgumentException("connections must be between 1 and 32: " + connections);
    }
    if (chunkBytes < 64 << 10 || chunkBytes > 64 << 20) {
      throw new IllegalArgumentException("chunkBytes must be 64 KiB to 64 MiB: " + chunkBytes);
    }
    if (maxSourceBytes < 1) {
      throw new IllegalArgumentException("maxSourceBytes must be at least 1: " + maxSourceBytes);
    }
    if (readTimeout.isNegative()
        || readTimeout.isZero()
        || readTimeout.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("stallTimeout must be above 0 and up to a day");
    }
    headers = Map.copyOf(headers);
  }

  public HttpFetchSettings withConnections(int changed) {
    return new HttpFetchSettings(
        changed, chunkBytes, maxSourceBytes, readTimeout, userAgent, headers);
  }

  public HttpFetchSettings withChunkBytes(int changed) {
    return new HttpFetchSettings(
        connections, changed, maxSourceBytes, readTimeout, userAgent, headers);
  }

  public HttpFetchSettings withMaxSourceBytes(long changed) {
    return new HttpFetchSettings(connections, chunkBytes, changed, readTimeout, userAgent, headers);
  }

  public HttpFetchSettings withReadTimeout(Duration changed) {
    return new HttpFetchSettings(
        connections, chunkBytes, maxSourceBytes, changed, userAgent, headers);
  }

  public HttpFetchSettings withUserAgent(String changed) {
    return new HttpFetchSettings(
        connections, chunkBytes, maxSourceBytes, readTimeout, Optional.of(changed), headers);
  }

  public HttpFetchSettings withHeaders(Map<String, String> changed) {
    return new HttpFetchSettings(
        connections, chunkBytes, maxSourceBytes, readTimeout, userAgent, changed);
  }
}
