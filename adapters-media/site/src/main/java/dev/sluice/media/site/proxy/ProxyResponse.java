package dev.sluice.media.site.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** The head of an origin's answer, as a proxy passes it on. */
final class ProxyResponse {
  private static final int MOST_BEFORE = 20;

  private ProxyResponse() {}

  /**
   * Reads up to the head's end. What it returns ends the connection after this answer, whatever the
   * origin says: the client's next request may be for another host.
   *
   * @throws IOException also if there is no head
   */
  static byte[] head(InputStream origin) throws IOException {
    String head = ProxyRequest.head(origin);
    // Nobody who sends one request for a connection waits for these (100, 103).
    for (int i = 0; i < MOST_BEFORE && head.startsWith(" 1", head.indexOf(' ')); i++) {
      head = ProxyRequest.head(origin);
    }
    if (head.isEmpty()) {
      throw new EOFException("no answer");
    }
    String kept =
        head.lines()
            .filter(line -> !line.isEmpty() && !ProxyRequest.isOfOneConnection(line))
            .collect(Collectors.joining("\r\n"));
    return (kept + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }
}
