package dev.sluice.http.api.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.api.RawClient;
import dev.sluice.http.api.RawClient.Answer;
import dev.sluice.http.api.RunningServer;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which web pages may read the answers in a browser. */
class CorsTest {
  private static final String PAGE = "https://app.example";

  private interface Case {
    void run(RawClient client, String key);
  }

  private static void serving(Set<String> origins, Case check) {
    try (RunningServer running =
        new RunningServer((sluice, keys) -> sluice, server -> server.corsOrigins(origins))) {
      check.run(new RawClient(running.server.port()), "x-api-key: " + running.key.reveal());
    }
  }

  private static Answer preflight(RawClient client, String origin) {
    return client.send(
        "OPTIONS /jobs HTTP/1.1",
        "Origin: " + origin,
        "Access-Control-Request-Method: POST",
        "Access-Control-Request-Headers: content-type,x-api-key");
  }

  @Test
  void without_the_setting_no_page_is_let_in() {
    try (RunningServer running = new RunningServer()) {
      RawClient client = new RawClient(running.server.port());

      Answer plain = client.send("GET /health HTTP/1.1", "Origin: " + PAGE);
      Answer asked = preflight(client, PAGE);

      assertThat(plain.status()).isEqualTo(200);
      assertThat(asked.status()).isEqualTo(204);
      assertThat(plain.head() + asked.head()).doesNotContainIgnoringCase("access-control", "vary");
    }
  }

  @Test
  void a_page_that_is_named_may_ask_and_read() {
    serving(
        Set.of(PAGE, "http://localhost:5173"),
        (client, key) -> {
          Answer asked = preflight(client, PAGE);
          assertThat(asked.status()).isEqualTo(204);
          assertThat(asked.header("Access-Control-Allow-Origin")).contains(PAGE);
          assertThat(asked.header("Access-Control-Allow-Methods"))
              .get()
              .asString()
              .contains("POST", "PATCH", "DELETE");
          assertThat(asked.header("Access-Control-Allow-Headers"))
              .get()
              .asString()
              .contains("x-api-key", "Content-Type", "Idempotency-Key");

          Answer read = client.send("GET /jobs HTTP/1.1", key, "Origin: http://localhost:5173");
          assertThat(read.status()).isEqualTo(200);
          assertThat(read.header("Access-Control-Allow-Origin")).contains("http://localhost:5173");
          assertThat(read.header("Vary")).contains("Origin");
          assertThat(read.header("Access-Control-Allow-Credentials")).isEmpty();
        });
  }

  @Test
  void a_page_reads_errors_too() {
    serving(
        Set.of(PAGE),
        (client, key) -> {
          for (String path : new String[] {"/jobs", "/nothing", "/jobs/1"}) {
            Answer refused = client.send("GET " + path + " HTTP/1.1", "Origin: " + PAGE);
            assertThat(refused.status()).isGreaterThanOrEqualTo(400);
            assertThat(refused.header("Access-Control-Allow-Origin")).contains(PAGE);
          }
        });
  }

  @Test
  void other_pages_stay_out() {
    serving(
        Set.of(PAGE),
        (client, key) -> {
          for (String other :
              new String[] {"http://app.example", PAGE + ".evil.example", "null", PAGE + ":444"}) {
            assertThat(preflight(client, other).header("Access-Control-Allow-Origin")).isEmpty();
          }
        });
  }

  @Test
  void a_star_lets_every_page_in() {
    serving(
        Set.of("*"),
        (client, key) ->
            assertThat(preflight(client, "null").header("Access-Control-Allow-Origin"))
                .contains("*"));
  }
}
