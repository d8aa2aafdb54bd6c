package dev.sluice.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.Sluice;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.http.api.exchange.ResponseWriter;
import dev.sluice.testkit.fake.CapturedLog;
import dev.sluice.testkit.fake.FakeMediaFetcher;
import dev.sluice.testkit.fake.FakeTranscoder;
import io.javalin.util.JavalinLogger;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Start, stop, and what comes over a socket without being a proper request. */
class ServerLifecycleTest {
  @Test
  void a_server_without_its_parts_says_which() {
    assertThatThrownBy(() -> SluiceServer.builder().start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ApiKeyStore");
  }

  @Test
  void a_start_leaves_the_settings_of_other_servers_in_this_jvm_alone() {
    boolean before = JavalinLogger.startupInfo;
    JavalinLogger.startupInfo = true;
    try (RunningServer running = new RunningServer()) {
      assertThat(JavalinLogger.startupInfo).isTrue();
    } finally {
      JavalinLogger.startupInfo = before;
    }
  }

  @Test
  void a_port_that_is_taken_is_a_sentence() {
    try (RunningServer running = new RunningServer()) {
      SluiceServer.Builder second =
          SluiceServer.builder()
              .sluice(running.sluice)
              .keys(running.keyStore)
              .ids(UUID::randomUUID)
              .port(running.server.port());

      assertThatThrownBy(second::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Cannot listen on 127.0.0.1:" + running.server.port())
          .hasMessageContaining("taken");
    }
  }

  @Test
  void a_port_that_this_user_may_not_take_is_another_sentence() {
    IOException denied =
        new IOException("Failed to bind", new SocketException("Permission denied"));

    assertThat(SluiceServer.cannotListen("0.0.0.0", 80, new UncheckedIOException(denied)))
        .startsWith("Cannot listen on 0.0.0.0:80")
        .contains("permission", "1024")
        .doesNotContain("taken");
  }

  @Test
  void a_request_under_way_ends_before_the_server_does() throws Exception {
    RunningServer running = new RunningServer();
    running.fetcher.readGate().close();
    String id = running.submitted();
    running.fetcher.readGate().awaitArrival();
    CompletableFuture<HttpResponse<byte[]>> poll =
        CompletableFuture.supplyAsync(() -> running.call("GET", "/jobs/" + id + "?wait=60", null));
    awaitPolls(running);

    running.server.close();

    assertThat(poll.join().statusCode()).isEqualTo(200);
    assertThat(RunningServer.tree(poll.join()).get("status").textValue()).isEqualTo("Processing");
    assertThatThrownBy(() -> running.call("GET", "/health", null))
        .isInstanceOf(AssertionError.class);
    running.fetcher.readGate().open();
    running.sluice.close();
  }

  @Test
  void a_close_waits_no_longer_than_its_grace_and_throws_nothing() {
    try (RunningServer running = new RunningServer();
        CapturedLog log = CapturedLog.start()) {
      running.fetcher.openGate().close();
      SluiceServer hasty =
          SluiceServer.builder()
              .sluice(running.sluice)
              .keys(running.keyStore)
              .ids(UUID::randomUUID)
              .port(0)
              .grace(Duration.ofMillis(20))
              .start();
      String body = "{\"url\":\"" + RunningServer.MEDIA + "\"}";
      String request =
          "POST /metadata HTTP/1.1\r\nHost: x\r\nx-api-key: %s\r\nContent-Length: %s\r\n\r\n%s"
              .formatted(running.key.reveal(), body.length(), body);
      CompletableFuture<String> hanging =
          CompletableFuture.supplyAsync(() -> raw(hasty.port(), request));
      running.fetcher.openGate().awaitArrival();

      assertThatCode(hasty::close).doesNotThrowAnyException();

      hanging.exceptionally(broken -> "").join();
      log.assertWarned("Requests were cut off");
      running.fetcher.openGate().open();
    }
  }

  private static void awaitPolls(RunningServer running) {
    Awaitility.await().until(() -> running.server.polls().waiting() == 1);
  }

  private static AutoCloseable recording(Class<?> source, List<LogRecord> into) {
    Logger logger = Logger.getLogger(source.getName());
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            into.add(record);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(handler);
    return () -> logger.removeHandler(handler);
  }

  @Test
  void a_store_that_cannot_be_reached_is_503_and_a_fault_of_ours_is_500_without_details()
      throws Exception {
    BrokenJobStore broken = new BrokenJobStore();
    try (Sluice sluice =
            Sluice.builder()
                .fetcher(FakeMediaFetcher.empty())
                .transcoder(new FakeTranscoder())
                .store(new MemoryObjects())
                .database(broken.database())
                .workers(0)
                .start();
        RunningServer running = new RunningServer();
        SluiceServer server =
            SluiceServer.builder()
                .sluice(sluice)
                .keys(running.keyStore)
                .ids(() -> new UUID(0, 7))
                .port(0)
                .start()) {
      String request =
          "GET /jobs HTTP/1.1\r\nHost: x\r\nx-api-key: %s\r\nConnection: close\r\n\r\n"
              .formatted(running.key.reveal());

      broken.fails(
          new SluiceException(
              FailureCode.STORE_UNAVAILABLE,
              "The database at jdbc:postgresql://db.inside:5432/jobs does not answer",
              new IllegalStateException(new IOException("the disk is gone"))));
      List<LogRecord> logged = new CopyOnWriteArrayList<>();
      try (AutoCloseable recording = recording(ResponseWriter.class, logged)) {
        assertThat(raw(server.port(), request))
            .startsWith("HTTP/1.1 503 ")
            .endsWith(
                "{\"error\":\"The server cannot reach its database or its storage right now; try"
                    + " again in a moment\",\"code\":\"STORE_UNAVAILABLE\"}");
      }
      // A throwable among the parameters becomes a trace, one for each request of an outage.
      assertThat(logged)
          .singleElement()
          .satisfies(record -> assertThat(record.getThrown()).isNull())
          .extracting(record -> List.of(record.getParameters()))
          .satisfies(
              parameters ->
                  assertThat(parameters)
                      .noneMatch(Throwable.class::isInstance)
                      .contains(
                          "The database at jdbc:postgresql://db.inside:5432/jobs does not answer")
                      .contains(" (java.io.IOException: the disk is gone)"));

      try (CapturedLog log = CapturedLog.start()) {
        broken.fails(new OutOfMemoryError("the password is hunter2"));
        assertThat(raw(server.port(), request))
            .startsWith("HTTP/1.1 500 ")
            .contains("X-Request-Id: ")
            .contains("INTERNAL")
            .doesNotContain("hunter2");

        broken.fails(new IllegalStateException("the password is hunter2"));
        assertThat(raw(server.port(), request))
            .startsWith("HTTP/1.1 500 ")
            .contains("X-Request-Id: ")
            .endsWith(
                "{\"error\":\"The server failed unexpectedly; its log has the reason under"
                    + " 00000000-0000-0000-0000-000000000007\",\"code\":\"INTERNAL\"}")
            .doesNotContain("hunter2", "Exception");
        log.assertWarned("failed (00000000-0000-0000-0000-000000000007)");
      }
    }
  }

  @Test
  void what_is_hardly_http_is_answered_in_json_too() {
    try (RunningServer running = new RunningServer()) {
      int port = running.server.port();
      String end = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

      assertThat(raw(port, "GET /%zz" + end)).startsWith("HTTP/1.1 400 ").contains("BAD_REQUEST");
      assertThat(raw(port, "GET /jobs/%00" + end)).startsWith("HTTP/1.1 400 ");
      assertThat(raw(port, "GET /files/../../etc/passwd" + end)).startsWith("HTTP/1.1 400 ");
      assertThat(raw(port, "GET /files/talk.mp%ff" + end)).startsWith("HTTP/1.1 400 ");
      assertThat(raw(port, "GET /files/%2e%2e/x" + end)).startsWith("HTTP/1.1 40");
      assertThat(raw(port, "GET /" + "x".repeat(20_000) + end))
          .startsWith("HTTP/1.1 414 ")
          .contains("URI_TOO_LONG");
      assertThat(raw(port, "GET / HTTP/1.1\r\nHost: x\r\nA: " + "x".repeat(20_000) + "\r\n\r\n"))
          .startsWith("HTTP/1.1 431 ")
          .contains("HEADERS_TOO_LARGE");
      assertThat(raw(port, "nonsense\r\n\r\n")).startsWith("HTTP/1.1 400 ").contains("BAD_REQUEST");
      assertThat(raw(port, "TRACE /jobs" + end))
          .startsWith("HTTP/1.1 501 ")
          .contains("METHOD_UNKNOWN");
      assertThat(raw(port, "GET /health HTTP/1.0\r\n\r\n"))
          .startsWith("HTTP/1.1 200 ")
          .endsWith("{\"status\":\"ok\"}");
    }
  }

  @Test
  void a_client_that_asks_first_is_refused_before_it_sends_too_much() {
    try (RunningServer running = new RunningServer()) {
      String request =
          "POST /jobs HTTP/1.1\r\nHost: x\r\nx-api-key: %s\r\nExpect: 100-continue\r\n"
              .formatted(running.key.reveal());

      assertThat(raw(running.server.port(), request + "Content-Length: 9000000\r\n\r\n"))
          .startsWith("HTTP/1.1 413 ");
    }
  }

  /** Everything that the server says until it closes the connection. */
  private static String raw(int port, String request) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
