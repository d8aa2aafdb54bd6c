package dev.sluice.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.http.api.exchange.UnreadResponses;
import dev.sluice.http.api.limits.ConnectionLimiter;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Clients that hold many connections, or many responses, leave some for others. */
class ConnectionLimitsTest {
  private static final int CONNECTIONS = 4;
  private static final int FOR_PROBES = 32;

  /** Less than the buffer that collects a response; the system takes some MB of it. */
  private static final int RESPONSE = 8_000_000;

  /** Less than the slow clients leave unread, if the system takes up to 7 MB for each of them. */
  private static final long UNREAD = 10_000_000;

  private static final int SLOW = 16;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static RunningServer server(int connections) {
    return new RunningServer(
        (sluice, keys) -> sluice.workers(0),
        server ->
            server
                .connections(connections, FOR_PROBES)
                .unreadBytes(UNREAD)
                .metrics(() -> "x".repeat(RESPONSE))
                .grace(Duration.ofMillis(100)));
  }

  private HttpResponse<String> get(RunningServer running, String path)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(running.uri(path))
            .header("x-api-key", running.key.reveal())
            .timeout(Duration.ofSeconds(20))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  @Test
  void beside_idle_connections_without_end_probes_are_answered_and_the_rest_is_rejected()
      throws Exception {
    try (RunningServer running = server(CONNECTIONS);
        SlowClients idle = new SlowClients(running.server.port())) {
      ConnectionLimiter connections = running.server.limits().connections();
      idle.send(CONNECTIONS, "");
      Awaitility.await().until(() -> connections.open() == CONNECTIONS);
      idle.send(FOR_PROBES + 40, "GET /he");

      assertThat(get(running, "/health").statusCode()).isEqualTo(200);
      assertThat(get(running, "/ready").statusCode()).isEqualTo(200);
      HttpResponse<String> rejected = get(running, "/jobs");
      assertThat(rejected.statusCode()).isEqualTo(503);
      assertThat(rejected.headers().firstValue("Retry-After")).contains("5");
      assertThat(rejected.headers().firstValue("Connection")).contains("close");
      assertThat(rejected.body())
          .contains("All 4 connections of this server are taken", "\"code\":\"BUSY\"");
      assertThat(connections.open()).isLessThanOrEqualTo(CONNECTIONS + FOR_PROBES);

      idle.close();
      Awaitility.await().until(() -> get(running, "/jobs").statusCode() == 200);
    }
  }

  @Test
  void responses_that_are_not_read_are_given_up_beyond_a_limit_and_others_are_sent()
      throws Exception {
    try (RunningServer running = server(SLOW);
        SlowClients slow = new SlowClients(running.server.port())) {
      UnreadResponses unread = running.server.limits().unread();
      ConnectionLimiter connections = running.server.limits().connections();
      String key = "x-api-key: " + running.key.reveal();
      for (int client = 1; client <= SLOW; client++) {
        int begun = client;
        slow.get(1, "/metrics", key);
        Awaitility.await().until(() -> slow.answered() == begun);
      }

      Awaitility.await().until(() -> connections.open() < SLOW);
      assertThat(unread.bytes()).isPositive().isLessThanOrEqualTo(UNREAD);
      assertThat(get(running, "/metrics").body()).hasSize(RESPONSE);
    }
  }

  @Test
  void a_public_address_has_its_number_of_connections_or_no_limit() {
    try (RunningServer running = limited(1)) {
      ConnectionLimiter connections = running.server.limits().connections();
      assertThat(connections.enter(Optional.of("one"), () -> {}).rejection()).isEmpty();
      assertThat(connections.enter(Optional.of("one"), () -> {}).rejection()).isPresent();
      assertThat(connections.enter(Optional.of("other"), () -> {}).rejection()).isEmpty();
    }
    try (RunningServer running = limited(0)) {
      ConnectionLimiter connections = running.server.limits().connections();
      for (int one = 1; one <= 300; one++) {
        assertThat(connections.enter(Optional.of("one"), () -> {}).rejection()).isEmpty();
      }
    }
    assertThatThrownBy(() -> SluiceServer.builder().connectionsPerAddress(-1))
        .hasMessage("connections per address must not be negative: -1");
    assertThatThrownBy(() -> SluiceServer.builder().connections(1, 0))
        .hasMessage("connections must be at least 1: 1, 0");
  }

  private static RunningServer limited(int perAddress) {
    return new RunningServer(
        (sluice, keys) -> sluice.workers(0), server -> server.connectionsPerAddress(perAddress));
  }
}
