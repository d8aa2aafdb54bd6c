package dev.sluice.media.site.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Reads the head of an origin's response, in the form that a proxy passes on. */
final class ProxyResponse {
  private static final int MAX_INTERIM = 20;

  private ProxyResponse() {}

  /**
   * Reads up to the end of the head. The head returned closes the connection after this response:
   * the client's next request may be for another host.
   *
   * @throws IOException if reading fails or there is no head
   */
  static byte[] head(InputStream origin) throws IOException {
    String head = ProxyRequest.head(origin);
    // Interim responses (100, 103) are not needed when a connection carries one request.
    for (int i = 0; i < MAX_INTERIM && head.startsWith(" 1", head.indexOf(' ')); i++) {
      head = ProxyRequest.head(origin);
    }
    if (head.isEmpty()) {
      throw new EOFException("no response");
    }
    String passedOn =
        head.lines()
            .filter(line -> !line.isEmpty() && !ProxyRequest.isHopByHop(line))
            .collect(Collectors.joining("\r\n"));
    return (passedOn + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }
}
