package dev.sluice.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Five hundred slow clients of every kind keep no probe from an answer; the report says how quickly
 * it comes.
 */
@Tag("torture")
class SlowClientsLoadTest {
  private static final int PROBES = 1_000;
  private static final String FILE = "videos/film.mp4";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void each_probe_is_answered_beside_five_hundred_slow_clients() throws Exception {
    try (RunningServer running =
            new RunningServer(
                (sluice, keys) -> sluice.workers(0),
                server -> server.grace(Duration.ofMillis(100)));
        SlowClients slow = new SlowClients(running.server.port())) {
      running.objects.put(FILE, new byte[20_000_000], "video/mp4");
      String key = "x-api-key: " + running.key.reveal();
      String other = "x-api-key: " + running.otherKey.reveal();
      byte[] jobs =
          ("{\"jobs\":["
                  + ("{\"url\":\"https://media.example/" + "x".repeat(4_000) + "\"},").repeat(99)
                  + "{\"url\":\"https://media.example/last\"}]}")
              .getBytes(StandardCharsets.US_ASCII);
      Map<String, String> header = Map.of("x-api-key", running.key.reveal());
      assertThat(running.send("POST", "/jobs/bulk", header, jobs).statusCode()).isEqualTo(201);
      String first = running.submitted();
      measure(running, 200);
      long alone = measure(running, PROBES);

      slow.get(150, MemoryObjects.link(FILE));
      slow.halfBody(100, "/jobs", key);
      slow.send(50, "GET /jobs HTTP/1.1\r\nHost: x\r\nx-api-");
      slow.get(50, "/swagger/swagger-ui-bundle.js");
      slow.get(70, "/jobs?limit=100", key);
      slow.get(40, "/jobs/" + first + "?wait=55", key);
      slow.get(20, "/events", key);
      slow.get(20, "/events", other);
      Awaitility.await().until(() -> running.streams() == 40);
      Awaitility.await().until(() -> running.server.polls().waiting() == 40);
      Awaitility.await().until(() -> running.objects.open.get() == 150);
      long beside = measure(running, PROBES);

      report(
          "/health, 99th percentile of "
              + PROBES
              + ": "
              + alone
              + " µs alone, "
              + beside
              + " µs beside 500 slow clients");
      assertThat(running.call("GET", "/ready", null).statusCode()).isEqualTo(200);
      assertThat(running.call("GET", "/jobs", null).statusCode()).isEqualTo(200);
    }
  }

  /** Adds a line to {@code target/torture.txt}, or to the file that the property names. */
  private static void report(String line) throws IOException {
    Path file = Path.of(System.getProperty("sluice.torture.report", "target/torture.txt"));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** The 99th percentile of the times of so many probes, in microseconds. */
  private long measure(RunningServer running, int probes) throws IOException, InterruptedException {
    HttpRequest health = HttpRequest.newBuilder(running.uri("/health")).build();
    long[] times = new long[probes];
    for (int probe = 0; probe < probes; probe++) {
      long start = System.nanoTime();
      assertThat(client.send(health, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
      times[probe] = System.nanoTime() - start;
    }
    Arrays.sort(times);
    return times[probes * 99 / 100] / 1_000;
  }
}
