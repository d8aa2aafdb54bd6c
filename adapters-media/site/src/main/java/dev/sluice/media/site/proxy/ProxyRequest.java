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
 * The head of what a proxy is asked: {@code CONNECT host:port}, or a method with the whole URL.
 *
 * @param forOrigin what the origin is told in its place; empty for a tunnel
 */
record ProxyRequest(
    boolean isTunnel, String host, int port, Optional<String> authorization, byte[] forOrigin) {
  private static final int LONGEST = 64 << 10;

  /** Whoever has the credentials, compared in a time that tells nothing of them. */
  boolean isBy(String credentials) {
    return MessageDigest.isEqual(
        authorization.orElse("").getBytes(StandardCharsets.ISO_8859_1),
        credentials.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** {@code host:port}, as a URL has it. */
  String authority() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /**
   * What another proxy is told in its place.
   *
   * @param credentials that one's, as {@code Proxy-Authorization} says them
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

  /** Reads up to the head's end and no further; empty if it is none that a proxy takes. */
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

  /** All up to an empty line; empty if that does not come within bounds. */
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
        .filter(place -> place.getHost() != null && place.getPort() > 0)
        .map(
            place ->
                new ProxyRequest(
                    true, host(place), place.getPort(), authorization(headers), new byte[0]));
  }

  private static Optional<ProxyRequest> plain(String method, String target, List<String> headers) {
    return uri(target)
        .filter(place -> "http".equalsIgnoreCase(place.getScheme()) && place.getHost() != null)
        .map(
            place ->
                new ProxyRequest(
                    false,
                    host(place),
                    place.getPort() < 0 ? 80 : place.getPort(),
                    authorization(headers),
                    forOrigin(method, place, headers)));
  }

  private static Optional<URI> uri(String text) {
    try {
      return Optional.of(new URI(text));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static String host(URI place) {
    String host = place.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static Optional<String> authorization(List<String> headers) {
    return headers.stream()
        .filter(line -> isNamed(line, "proxy-authorization"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst();
  }

  // One request for a connection: the next may go to another host, which the guard has to see.
  private static byte[] forOrigin(String method, URI place, List<String> headers) {
    String path = place.getRawPath().isEmpty() ? "/" : place.getRawPath();
    String query = place.getRawQuery() == null ? "" : "?" + place.getRawQuery();
    List<String> lines = new ArrayList<>();
    lines.add("%s %s%s HTTP/1.1".formatted(method, path, query));
    headers.stream().filter(line -> !isOfOneConnection(line)).forEach(lines::add);
    lines.add("Connection: close");
    return (lines.stream().collect(Collectors.joining("\r\n")) + "\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Whether the header is about the connection it came on, and not to be passed on. */
  static boolean isOfOneConnection(String line) {
    return line.toLowerCase(Locale.ROOT).startsWith("proxy-")
        || isNamed(line, "connection")
        || isNamed(line, "keep-alive");
  }

  private static boolean isNamed(String line, String name) {
    return line.regionMatches(true, 0, name + ":", 0, name.length() + 1);
  }
}
