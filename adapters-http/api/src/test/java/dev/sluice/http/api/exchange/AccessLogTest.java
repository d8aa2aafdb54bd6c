package dev.sluice.http.api.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.api.RawClient;
import dev.sluice.http.api.RawClient.Answer;
import dev.sluice.http.api.RunningServer;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The names of requests, and the line that each leaves. */
class AccessLogTest {
  private final RunningServer running = new RunningServer();
  private final RawClient client = new RawClient(running.server.port());
  private final String key = "x-api-key: " + running.key.reveal();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Logger logger = Logger.getLogger(AccessLog.class.getName());
  private final Handler recorder =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          lines.add(MessageFormat.format(record.getMessage(), record.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void record() {
    logger.addHandler(recorder);
  }

  @AfterEach
  void stop() {
    logger.removeHandler(recorder);
    running.close();
  }

  // The line is written after the answer has gone out.
  private String line() {
    Awaitility.await().until(() -> !lines.isEmpty());
    assertThat(lines).hasSize(1);
    return lines.get(0);
  }

  @Test
  void a_request_leaves_its_method_route_status_time_key_and_name() {
    String id = UUID.randomUUID().toString();

    client.send("GET /jobs/" + id + " HTTP/1.1", key, "X-Request-Id: run-7");

    assertThat(line()).matches("GET /jobs/\\{id\\} 404 \\d+ ms key=\"first\" request=run-7");
  }

  @Test
  void queries_paths_and_keys_are_not_in_it() {
    client.send("GET /files/secret-talk.mp4?signature=abc HTTP/1.1", key);

    assertThat(line())
        .startsWith("GET /files/* 404 ")
        .doesNotContain("secret-talk", "abc", running.key.reveal());
  }

  @Test
  void a_wrong_key_and_an_unknown_path_have_no_name() {
    client.send("GET /jobs?a=b HTTP/1.1", "x-api-key: sk_wrong");
    assertThat(line()).startsWith("GET /jobs 401 ").contains(" key=- ").doesNotContain("sk_wrong");

    lines.clear();
    client.send("GET /nothing/here HTTP/1.1");
    assertThat(line()).startsWith("GET - 404 ").contains(" key=- ");
  }

  @Test
  void a_name_that_looks_like_a_line_of_the_log_stays_one_word() {
    String odd = running.keys.create("a\nGET /jobs \"200").orElseThrow().reveal();

    client.send("GET /jobs HTTP/1.1", "x-api-key: " + odd);

    assertThat(line()).contains("key=\"a?GET /jobs ?200\"").doesNotContain("\n");
  }

  @Test
  void a_request_without_a_name_gets_one() {
    Answer answer = client.send("GET /health HTTP/1.1");

    assertThat(answer.header("X-Request-Id")).get().asString().hasSize(36);
    assertThat(client.send("GET /health HTTP/1.1").header("X-Request-Id"))
        .isNotEqualTo(answer.header("X-Request-Id"));
  }

  @Test
  void a_sane_name_is_kept_and_another_is_replaced() {
    for (String sane : new String[] {"a", "req-1/2:3_4.5", "x".repeat(128)}) {
      assertThat(
              client.send("GET /health HTTP/1.1", "X-Request-Id: " + sane).header("X-Request-Id"))
          .contains(sane);
    }
    for (String odd : new String[] {"", "two words", "<script>", "\u00e9", "x".repeat(129)}) {
      assertThat(client.send("GET /health HTTP/1.1", "X-Request-Id: " + odd).header("X-Request-Id"))
          .get()
          .asString()
          .hasSize(36);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET /jobs/%s HTTP/1.1,               x: 1,  - - 414",
    "DELETE /jobs?status=%s HTTP/1.1,     x: 1,  - - 414",
    "GET /jobs HTTP/1.1,                  x: %s, GET - 431",
    "GET /jobs/%%zz HTTP/1.1,             x: 1,  - - 400",
    "G\tT / HTTP/1.1,                      x: 1,  - - 400",
  })
  void a_request_that_nobody_could_read_has_a_name_and_a_line(
      String request, String header, String line) {
    String much = "x".repeat(10_000);

    Answer answer =
        client.send(
            String.format(Locale.ROOT, request, much), String.format(Locale.ROOT, header, much));

    String id = answer.header("X-Request-Id").orElseThrow();
    assertThat(line()).isEqualTo(line + " 0 ms key=- request=" + id);
  }

  @Test
  void every_answer_has_a_name_also_those_that_refuse() {
    for (String path : new String[] {"/jobs", "/nothing", "/files/x", "/jobs/1/retry"}) {
      assertThat(
              client.send("GET " + path + " HTTP/1.1", "X-Request-Id: r1").header("X-Request-Id"))
          .as(path)
          .contains("r1");
    }
  }
}
