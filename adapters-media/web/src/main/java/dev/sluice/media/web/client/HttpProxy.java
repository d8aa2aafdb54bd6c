package dev.sluice.media.web.client;

import dev.sluice.core.tenant.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/**
 * An HTTP proxy with {@code CONNECT} (RFC 9110, 9.3.6) that the operator trusts: it may have an
 * address that the guard otherwise forbids.
 *
 * @param host without the brackets of an IPv6 address
 * @param credentials {@code user:password}
 */
public record HttpProxy(String host, int port, Optional<Secret> credentials) {
  public HttpProxy {
    Objects.requireNonNull(host);
    Objects.requireNonNull(credentials);
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port must be between 1 and 65535: " + port);
    }
  }

  /**
   * Reads {@code http://user:password@host:port}, where the user and the password are
   * percent-encoded.
   *
   * @throws IllegalArgumentException with a sentence that does not show the password
   */
  public static HttpProxy parse(String text) {
    URI uri;
    try {
      uri = new URI(text.strip());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "The proxy is not a URL such as http://proxy.example:3128");
    }
    if (!"http".equalsIgnoreCase(uri.getScheme())) {
      throw new IllegalArgumentException(
          "The proxy must begin with http://; only HTTP proxies are supported");
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

  /** Returns the value of {@code Proxy-Authorization}; empty without credentials. */
  public Optional<String> authorization() {
    return credentials.map(
        pair ->
            "Basic "
                + Base64.getEncoder()
                    .encodeToString(pair.reveal().getBytes(StandardCharsets.UTF_8)));
  }

  /** Returns host and port, without the credentials. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
