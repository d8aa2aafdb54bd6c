package dev.sluice.http.api.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.api.RawClient;
import dev.sluice.http.api.RawClient.Answer;
import dev.sluice.http.api.RunningServer;
import org.junit.jupiter.api.Test;

class MetricsRouteTest {
  @Test
  void metrics_are_text_for_whoever_has_a_key() {
    try (RunningServer running =
        new RunningServer(
            (sluice, keys) -> sluice, server -> server.metrics(() -> "sluice_jobs 1\n"))) {
      RawClient client = new RawClient(running.server.port());

      Answer answer =
          client.send("GET /metrics HTTP/1.1", "Authorization: Bearer " + running.key.reveal());

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Content-Type"))
          .contains("text/plain; version=0.0.4; charset=utf-8");
      assertThat(answer.body()).isEqualTo("sluice_jobs 1\n");
      assertThat(client.send("GET /metrics HTTP/1.1").status()).isEqualTo(401);
    }
  }

  @Test
  void a_server_without_metrics_has_no_such_path() {
    try (RunningServer running = new RunningServer()) {
      assertThat(running.call("GET", "/metrics", null).statusCode()).isEqualTo(404);
    }
  }
}
