package dev.sluice.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Bodies whose bytes keep coming, but too slowly or for too long. */
class RequestBodyDeadlineTest {
  private static final Duration WINDOW = Duration.ofMillis(50);
  private static final Duration PAUSE = Duration.ofMillis(10);

  /** Shorter than the longest body, so that it would be read to its end. */
  private static final int LENGTH = 1_000_000;

  private static final int TEN_WINDOWS = 10;

  @Test
  void a_body_that_comes_byte_by_byte_is_rejected() throws IOException {
    try (RunningServer running = server()) {
      assertThat(answerToBodyInPiecesOf(1, running)).startsWith("HTTP/1.1 408 ");
    }
  }

  @Test
  void a_body_that_comes_fast_enough_but_without_end_is_rejected() throws IOException {
    int enough = 50_000;
    int perPause = (int) (enough * PAUSE.toMillis() / WINDOW.toMillis());
    // It would end after twenty windows.
    assertThat(LENGTH).isGreaterThan(TEN_WINDOWS * enough);
    try (RunningServer running = server()) {
      assertThat(answerToBodyInPiecesOf(perPause, running)).startsWith("HTTP/1.1 408 ");
    }
  }

  private static RunningServer server() {
    return new RunningServer(
        (sluice, keys) -> sluice.workers(0), server -> server.bodyWindow(WINDOW));
  }

  /** Sends so many bytes after each pause until there is an answer. */
  private static String answerToBodyInPiecesOf(int bytes, RunningServer running)
      throws IOException {
    byte[] piece = " ".repeat(bytes).getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), running.server.port())) {
      OutputStream out = socket.getOutputStream();
      String head =
          "POST /jobs HTTP/1.1\r\nHost: x\r\nx-api-key: "
              + running.key.reveal()
              + "\r\nContent-Length: "
              + LENGTH
              + "\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      int[] left = {LENGTH};
      Awaitility.await()
          .pollInterval(PAUSE)
          .until(
              () -> {
                int next = Math.min(left[0], piece.length);
                out.write(piece, 0, next);
                left[0] -= next;
                return socket.getInputStream().available() > 0;
              });
      byte[] answer = new byte[socket.getInputStream().available()];
      int read = socket.getInputStream().read(answer);
      return new String(answer, 0, read, StandardCharsets.US_ASCII);
    }
  }
}
