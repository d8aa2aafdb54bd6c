package dev.sluice.http.api;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Speaks HTTP by hand, so that a test says each byte that a client sends. */
public final class RawClient {
  /**
   * What came back.
   *
   * @param head the status line and the headers, as they came
   * @param body what followed the empty line, to the end of the connection
   */
  public record Answer(String head, String body) {
    public int status() {
      return Integer.parseInt(head.split(" ", 3)[1]);
    }

    public Optional<String> header(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
          .map(line -> line.substring(start.length()).strip())
          .findFirst();
    }
  }

  private final int port;

  public RawClient(int port) {
    this.port = port;
  }

  /** The request line and headers as given, and then the end of the head and this body. */
  public Answer send(List<String> head, byte[] body) {
    String text = String.join("\r\n", head) + "\r\nHost: x\r\nConnection: close\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      out.write(body);
      out.flush();
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int end = all.indexOf("\r\n\r\n");
      return held(head.get(0), new Answer(all.substring(0, end), all.substring(end + 4)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer held(String requestLine, Answer answer) {
    String[] words = requestLine.split(" ", 3);
    Described.hold(
        words[0],
        words[1],
        answer.status(),
        answer::header,
        answer.body().getBytes(StandardCharsets.UTF_8));
    return answer;
  }

  /** Without a body. */
  public Answer send(String... head) {
    return send(List.of(head), new byte[0]);
  }
}
