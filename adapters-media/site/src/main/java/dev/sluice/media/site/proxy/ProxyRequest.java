package dev.sluice.media.site.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The head of a request to a proxy: {@code CONNECT host:port}, or a method with an absolute URL.
 *
 * @param forOrigin the head that the origin gets instead; empty for a tunnel
 */
record ProxyRequest(
    boolean isTunnel, String host, int port, Optional<String> authorization, byte[] forOrigin) {
  private static final int LONGEST = 64 << 10;

  /** Returns whether the request has these credentials, compared in constant time. */
  boolean isAuthorizedBy(String credentials) {
    return MessageDigest.isEqual(
        authorization.orElse("").getBytes(StandardCharsets.ISO_8859_1),
        credentials.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Returns {@code host:port} as in a URL. */
  String authority() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /**
   * Returns the head that another proxy gets instead.
   *
   * @param credentials the value of {@code Proxy-Authorization} for that proxy
   */
  byte[] forProxy(Optional<String> credentials) {
    String more = credentials.map(text -> "Proxy-Authorization: " + text + "\r\n").orElse("");
    if (isTunnel) {
      return "CONNECT %1$s HTTP/1.1\r\nHost: %1$s\r\n%2$s\r\n"
          .formatted(authority(), more)
          .getBytes(StandardCharsets.ISO_8859_1);
    }
    String plain = new String(forOrigin, StandardCharsets.ISO_8859_1);
    int path = plain.indexOf(' ') + 1;
    int rest = plain.indexOf("\r\n") + 2;
    return (plain.substring(0, path)
            + "http://"
            + authority()
            + plain.substring(path, rest)
            + more
            + plain.substring(rest))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Reads up to the end of the head and no further; empty if it is not a request to a proxy. */
  static Optional<ProxyRequest> read(InputStream in) throws IOException {
    String head = head(in);
    List<String> lines = head.lines().filter(line -> !line.isEmpty()).toList();
    String[] first = lines.isEmpty() ? new String[0] : lines.get(0).split(" ");
    if (first.length != 3) {
      return Optional.empty();
    }
    List<String> headers = lines.subList(1, lines.size());
    return first[0].equals("CONNECT")
        ? tunnel(first[1], headers)
        : plain(first[0], first[1], headers);
  }

  /** Reads up to an empty line; returns an empty text if none comes within the limit. */
  static String head(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int line = 0;
    while (bytes.size() < LONGEST) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      bytes.write(next);
      if (next == '\n') {
        if (line == 0) {
          return bytes.toString(StandardCharsets.ISO_8859_1);
        }
        line = 0;
      } else if (next != '\r') {
        line++;
      }
    }
    return "";
  }

  private static Optional<ProxyRequest> tunnel(String target, List<String> headers) {
    return uri("http://" + target)
        .filter(uri -> uri.getHost() != null && uri.getPort() > 0)
        .map(
            uri ->
                new ProxyRequest(
                    true, host(uri), uri.getPort(), authorization(headers), new byte[0]));
  }

  private static Optional<ProxyRequest> plain(String method, String target, List<String> headers) {
    return uri(target)
        .filter(uri -> "http".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null)
        .map(
            uri ->
                new ProxyRequest(
                    false,
                    host(uri),
                    uri.getPort() < 0 ? 80 : uri.getPort(),
                    authorization(headers),
                    forOrigin(method, uri, headers)));
  }

  private static Optional<URI> uri(String text) {
    try {
      return Optional.of(new URI(text));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static String host(URI uri) {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static Optional<String> authorization(List<String> headers) {
    return headers.stream()
        .filter(line -> isNamed(line, "proxy-authorization"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst();
  }

  // One request per connection: the next may be for another host, which the guard has to check.
  private static byte[] forOrigin(String method, URI uri, List<String> headers) {
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    List<String> lines = new ArrayList<>();
    lines.add("%s %s%s HTTP/1.1".formatted(method, path, query));
    headers.stream().filter(line -> !isHopByHop(line)).forEach(lines::add);
    lines.add("Connection: close");
    return (lines.stream().collect(Collectors.joining("\r\n")) + "\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Returns whether the header applies to one connection and must not be passed on. */
  static boolean isHopByHop(String line) {
    return line.toLowerCase(Locale.ROOT).startsWith("proxy-")
        || isNamed(line, "connection")
        || isNamed(line, "keep-alive");
  }

  private static boolean isNamed(String line, String name) {
    return line.regionMatches(true, 0, name + ":", 0, name.length() + 1);
  }
}
