package dev.sluice.media.web.client;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How media is fetched over HTTP. One input holds at most {@code (connections + 2) * chunkBytes} of
 * memory.
 *
 * @param connections how many connections one input opens at most, 1 to 32
 * @param chunkBytes how much is asked for at a time where the origin allows ranges, 64 KiB to 64
 *     MiB
 * @param maxSourceBytes the largest source taken, in bytes; {@link Long#MAX_VALUE} for no limit
 * @param stallTimeout how long nothing may come, for the connection, an answer, and between two
 *     bytes
 * @param userAgent what the origin is told; the web client's own name where empty
 * @param headers sent with every request; {@code Authorization} and {@code Cookie} to the URL's own
 *     host only
 */
public record HttpFetchSettings(
    int connections,
    int chunkBytes,
    long maxSourceBytes,
    Duration stallTimeout,
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
    if (stallTimeout.isNegative()
        || stallTimeout.isZero()
        || stallTimeout.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("stallTimeout must be above 0 and up to a day");
    }
    headers = Map.copyOf(headers);
  }

  public HttpFetchSettings withConnections(int changed) {
    return new HttpFetchSettings(
        changed, chunkBytes, maxSourceBytes, stallTimeout, userAgent, headers);
  }

  public HttpFetchSettings withChunkBytes(int changed) {
    return new HttpFetchSettings(
        connections, changed, maxSourceBytes, stallTimeout, userAgent, headers);
  }

  public HttpFetchSettings withMaxSourceBytes(long changed) {
    return new HttpFetchSettings(
        connections, chunkBytes, changed, stallTimeout, userAgent, headers);
  }

  public HttpFetchSettings withStallTimeout(Duration changed) {
    return new HttpFetchSettings(
        connections, chunkBytes, maxSourceBytes, changed, userAgent, headers);
  }

  public HttpFetchSettings withUserAgent(String changed) {
    return new HttpFetchSettings(
        connections, chunkBytes, maxSourceBytes, stallTimeout, Optional.of(changed), headers);
  }

  public HttpFetchSettings withHeaders(Map<String, String> changed) {
    return new HttpFetchSettings(
        connections, chunkBytes, maxSourceBytes, stallTimeout, userAgent, changed);
  }
}
