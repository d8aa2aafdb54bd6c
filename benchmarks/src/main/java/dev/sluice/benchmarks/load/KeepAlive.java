package dev.sluice.benchmarks.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One connection that sends requests and reads responses in turn. Written by hand, since an HTTP
 * client would use more of the machine than the server under test. Not thread-safe.
 */
final class KeepAlive implements AutoCloseable {
  private static final String LENGTH = "content-length:";

  private final Socket socket;
  private final InputStream in;
  private final StringBuilder line = new StringBuilder();

  KeepAlive(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(30_000);
    in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
  }

  /** The bytes of a request to this server; an empty body is none. */
  static byte[] request(String method, String path, String key, String body) {
    String head =
        "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nx-api-key: %s\r\n".formatted(method, path, key);
    String content =
        body.isEmpty()
            ? "\r\n"
            : String.format(
                Locale.ROOT,
                "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
                body.getBytes(StandardCharsets.UTF_8).length,
                body);
    return (head + content).getBytes(StandardCharsets.UTF_8);
  }

  /** The status of the answer, which has been read to its end. */
  int exchange(byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    String[] first = nextLine().split(" ", 3);
    if (first.length < 2) {
      throw new IOException("no status line");
    }
    long length = 0;
    boolean chunked = false;
    for (String header = nextLine(); !header.isEmpty(); header = nextLine()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith(LENGTH)) {
        length = Long.parseLong(lower.substring(LENGTH.length()).strip());
      }
      chunked |= lower.startsWith("transfer-encoding:") && lower.endsWith("chunked");
    }
    if (chunked) {
      skipChunks();
    } else {
      in.skipNBytes(length);
    }
    return Integer.parseInt(first[1]);
  }

  private void skipChunks() throws IOException {
    long size;
    do {
      size = Long.parseLong(nextLine().strip(), 16);
      in.skipNBytes(size);
      // The end of the chunk's line; after the last one, the end of the trailers: there are none.
      nextLine();
    } while (size > 0);
  }

  private String nextLine() throws IOException {
    line.setLength(0);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
