package dev.sluice.media.web.client;

import dev.sluice.core.tenant.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/**
 * A proxy that speaks plain HTTP and {@code CONNECT} (RFC 9110, 9.3.6), of somebody who is trusted:
 * it may stand at an address that the guard forbids to all others.
 *
 * @param host without the brackets of an IPv6 address
 * @param credentials {@code user:password}
 */
public record HttpProxy(String host, int port, Optional<Secret> credentials) {
  public HttpProxy {
    Objects.requireNonNull(host);
    Objects.requireNonNull(credentials);
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("a port has 1 to 65535");
    }
  }

  /**
   * Reads {@code http://user:password@host:port}; a user and a password that hold other characters
   * than letters and digits are written with percent signs.
   *
   * @throws IllegalArgumentException with a sentence, which shows no password
   */
  public static HttpProxy parse(String text) {
    URI uri;
    try {
      uri = new URI(text.strip());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("The proxy is no URL such as http://proxy.example:3128");
    }
    if (!"http".equalsIgnoreCase(uri.getScheme())) {
      throw new IllegalArgumentException(
          "The proxy must begin with http://; others than HTTP proxies are not spoken to");
    }
    boolean bare = uri.getRawPath().isEmpty() || uri.getRawPath().equals("/");
    if (uri.getHost() == null || uri.getPort() < 1 || !bare || uri.getRawQuery() != null) {
      throw new IllegalArgumentException(
          "The proxy must be a host and a port, such as http://proxy.example:3128");
    }
    String host = uri.getHost();
    return new HttpProxy(
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        uri.getPort(),
        Optional.ofNullable(uri.getUserInfo()).map(Secret::of));
  }

  /** What {@code Proxy-Authorization} is to say. */
  public Optional<String> authorization() {
    return credentials.map(
        pair ->
            "Basic "
                + Base64.getEncoder()
                    .encodeToString(pair.reveal().getBytes(StandardCharsets.UTF_8)));
  }

  /** Without credentials. */
  @Override
  public String toString() {
    return "%s:%d".formatted(host, port);
  }
}
