package dev.sluice.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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
    try (RunningServer running = server(WINDOW)) {
      assertThat(answerToBodyInPiecesOf(1, running)).startsWith("HTTP/1.1 408 ");
    }
  }

  @Test
  void a_body_that_comes_fast_enough_but_without_end_is_rejected() {
    Duration window = WINDOW.multipliedBy(2);
    int enough = 60_000;
    int perPause = (int) (enough * PAUSE.toMillis() / window.toMillis());
    // It would end after sixteen windows.
    assertThat(LENGTH).isGreaterThan(TEN_WINDOWS * enough);
    try (RunningServer running = server(window)) {
      // A body that ends before its deadline was too slow: this machine held its client up.
      Awaitility.await()
          .pollDelay(Duration.ZERO)
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> {
                long start = System.nanoTime();
                assertThat(answerToBodyInPiecesOf(perPause, running)).startsWith("HTTP/1.1 408 ");
                Duration taken = Duration.ofNanos(System.nanoTime() - start);
                return taken.compareTo(window.multipliedBy(TEN_WINDOWS)) >= 0;
              });
    }
  }

  private static RunningServer server(Duration window) {
    return new RunningServer(
        (sluice, keys) -> sluice.workers(0), server -> server.bodyWindow(window));
  }

  /** Sends so many bytes after each pause until there is an answer; returns its first line. */
  private static String answerToBodyInPiecesOf(int bytes, RunningServer running)
      throws IOException {
    byte[] piece = " ".repeat(bytes).getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), running.server.port())) {
      socket.setSoTimeout(20_000);
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
                if (socket.getInputStream().available() > 0) {
                  return true;
                }
                int next = Math.min(left[0], piece.length);
                left[0] -= next;
                return !isSent(piece, next, out);
              });
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
          .readLine();
    }
  }

  /** Returns false if the server has closed the connection: it has answered before. */
  private static boolean isSent(byte[] piece, int length, OutputStream out) {
    try {
      out.write(piece, 0, length);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
