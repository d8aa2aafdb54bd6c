package dev.sluice.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.memory.InMemoryDatabase;
import dev.sluice.core.port.store.ApiKeyStore;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Clients that take nothing, send nothing or leave do not keep the server from answering others.
 */
class SlowClientsTest {
  private static final int WORKERS = 16;

  /** More than the server has threads, with those of Jetty. */
  private static final int MANY = 60;

  private static final int LARGE_BODIES = 32;
  private static final int LARGE_BODIES_PER_ADDRESS = 16;

  private static final String FILE = "videos/film.mp4";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private int status(RunningServer running, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(running.uri(path)).timeout(Duration.ofSeconds(20));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  private void assertResponds(RunningServer running) throws IOException, InterruptedException {
    assertThat(status(running, "/health")).isEqualTo(200);
    assertThat(status(running, "/ready")).isEqualTo(200);
    assertThat(status(running, "/jobs", "x-api-key", running.key.reveal())).isEqualTo(200);
    assertThat(status(running, "/jobs", "x-api-key", running.otherKey.reveal())).isEqualTo(200);
    assertThat(running.submitted()).isNotEmpty();
    assertThat(status(running, MemoryObjects.link("videos/small.mp4"))).isEqualTo(200);
  }

  private static RunningServer server() {
    RunningServer running =
        new RunningServer(
            (sluice, keys) -> sluice.workers(0),
            server -> server.workers(WORKERS).grace(Duration.ofMillis(100)));
    running.objects.put(FILE, new byte[20_000_000], "video/mp4");
    running.objects.put("videos/small.mp4", new byte[10], "video/mp4");
    return running;
  }

  @Test
  void readers_of_a_file_that_take_nothing_hold_nobody_up() throws Exception {
    try (RunningServer running = server();
        SlowClients slow = new SlowClients(running.server.port())) {
      slow.get(MANY, MemoryObjects.link(FILE));
      Awaitility.await().until(() -> running.objects.open.get() == MANY);

      assertResponds(running);
    }
  }

  @Test
  void bodies_that_are_sent_by_half_hold_nobody_up() throws Exception {
    try (RunningServer running = server();
        SlowClients slow = new SlowClients(running.server.port())) {
      slow.halfBody(MANY, "/jobs", "x-api-key: " + running.key.reveal());
      slow.halfBody(MANY, "/jobs");

      assertResponds(running);
    }
  }

  @Test
  void answers_that_are_not_read_hold_nobody_up() throws Exception {
    try (RunningServer running = server();
        SlowClients slow = new SlowClients(running.server.port())) {
      byte[] jobs =
          ("{\"jobs\":["
                  + "{\"url\":\"https://media.example/%s\"},"
                      .formatted("x".repeat(4_000))
                      .repeat(99)
                  + "{\"url\":\"https://media.example/last\"}]}")
              .getBytes(StandardCharsets.US_ASCII);
      Map<String, String> key = Map.of("x-api-key", running.key.reveal());
      assertThat(running.send("POST", "/jobs/bulk", key, jobs).statusCode()).isEqualTo(201);

      slow.get(MANY, "/jobs?limit=100", "x-api-key: " + running.key.reveal());
      slow.get(MANY, "/swagger/swagger-ui-bundle.js");

      assertResponds(running);
    }
  }

  @Test
  void waiting_requests_hold_no_thread_and_their_permits_are_free_when_the_clients_leave()
      throws Exception {
    try (RunningServer running = server()) {
      String id = running.submitted();
      String path = "/jobs/" + id + "?wait=55";
      try (SlowClients slow = new SlowClients(running.server.port())) {
        slow.get(50, path, "x-api-key: " + running.key.reveal());
        Awaitility.await().until(() -> running.server.polls().waiting() == 50);

        HttpResponse<byte[]> rejected = running.call("GET", path, null);
        assertThat(rejected.statusCode()).isEqualTo(429);
        assertThat(rejected.headers().firstValue("Retry-After")).contains("5");
        assertResponds(running);
      }

      Awaitility.await().until(() -> running.server.polls().waiting() == 0);
    }
  }

  @Test
  void a_request_that_was_sent_while_another_waits_is_answered_after_it() throws Exception {
    try (RunningServer running = server();
        SlowClients slow = new SlowClients(running.server.port())) {
      String id = running.submitted();
      String key = "x-api-key: " + running.key.reveal() + "\r\n";
      slow.send(
          1,
          "GET /jobs/"
              + id
              + "?wait=1 HTTP/1.1\r\nHost: x\r\n"
              + key
              + "\r\n"
              + "GET /jobs?limit=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
              + key
              + "\r\n");

      assertThat(slow.answers().get(0))
          .containsPattern("(?s)HTTP/1.1 200 .*\"status\":\"Pending\".*HTTP/1.1 200 .*\"total\":1");
    }
  }

  @Test
  void a_body_that_comes_too_slowly_is_rejected() {
    try (RunningServer running =
            new RunningServer(
                (sluice, keys) -> sluice.workers(0),
                server -> server.bodyWindow(Duration.ofMillis(50)));
        SlowClients slow = new SlowClients(running.server.port())) {
      slow.halfBody(2, "/jobs", "x-api-key: " + running.key.reveal());

      assertThat(slow.answers())
          .allSatisfy(
              answer ->
                  assertThat(answer)
                      .startsWith("HTTP/1.1 408 ")
                      .contains("X-Request-Id: ", "Content-Type: application/json")
                      .contains("{\"error\":\"The body of the request came too slowly"));
    }
  }

  @Test
  void requests_that_hang_keep_no_probe_and_no_other_key_from_an_answer() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    try (RunningServer running =
            new RunningServer(
                (sluice, keys) -> sluice.workers(0),
                server -> server.workers(4).metrics(() -> join(hanging)));
        SlowClients slow = new SlowClients(running.server.port())) {
      slow.get(30, "/metrics", "x-api-key: " + running.key.reveal());

      assertThat(status(running, "/health")).isEqualTo(200);
      assertThat(status(running, "/ready")).isEqualTo(200);
      assertThat(status(running, "/jobs", "x-api-key", running.otherKey.reveal())).isEqualTo(200);
      hanging.countDown();
    }
  }

  @Test
  void metrics_respond_to_a_key_whose_other_requests_all_hang() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    BrokenJobStore store = new BrokenJobStore();
    store.hangs(hanging);
    try (RunningServer running =
            new RunningServer(
                store.database(),
                (sluice, keys) -> sluice.workers(0),
                server -> server.metrics(() -> "sluice_jobs 1\n"));
        SlowClients slow = new SlowClients(running.server.port())) {
      slow.get(101, "/jobs", "x-api-key: " + running.key.reveal());
      Awaitility.await().until(() -> slow.answered() == 1);

      assertThat(status(running, "/metrics", "x-api-key", running.key.reveal())).isEqualTo(200);
      hanging.countDown();
    }
  }

  @Test
  void large_bodies_that_wait_for_a_worker_count_as_well() {
    CountDownLatch hanging = new CountDownLatch(1);
    ApiKeyStore none = new InMemoryDatabase().keys();
    ApiKeyStore hangs =
        (ApiKeyStore)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ApiKeyStore.class},
                (proxy, method, arguments) -> {
                  hanging.await();
                  return method.invoke(none, arguments);
                });
    try (RunningServer running =
            new RunningServer(
                (sluice, keys) -> sluice.workers(0), server -> server.workers(1).keys(hangs));
        SlowClients slow = new SlowClients(running.server.port())) {
      slow.send(
          LARGE_BODIES + 1,
          "POST /jobs HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx-api-key: x\r\n"
              + "Content-Length: 70000\r\n\r\n"
              + " ".repeat(70_000));
      Awaitility.await().until(() -> slow.answered() == 1);
      hanging.countDown();

      assertThat(slow.answers())
          .filteredOn(answer -> answer.startsWith("HTTP/1.1 503 "))
          .hasSize(1)
          .first()
          .asString()
          .contains("large request bodies");
    }
  }

  @Test
  void a_client_that_names_itself_in_a_line_of_its_own_counts_by_the_proxys() {
    try (RunningServer running = server();
        SlowClients slow = new SlowClients(running.server.port())) {
      for (int client = 0; client <= LARGE_BODIES_PER_ADDRESS; client++) {
        slow.send(
            1,
            "POST /jobs HTTP/1.1\r\nHost: x\r\nContent-Length: 80000\r\n"
                + "X-Forwarded-For: 203.0.113."
                + client
                + "\r\nX-Forwarded-For: 198.51.100.7\r\n\r\n"
                + " ".repeat(70_000));
      }

      Awaitility.await().until(() -> slow.answered() == 1);
    }
  }

  @Test
  void bodies_that_are_too_large_hold_no_permit() {
    try (RunningServer running = server();
        SlowClients slow = new SlowClients(running.server.port())) {
      slow.send(
          LARGE_BODIES,
          "POST /jobs HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n"
              + " ".repeat(1_100_000));

      Awaitility.await()
          .until(() -> running.call("POST", "/jobs", " ".repeat(70_000)).statusCode() == 400);
    }
  }

  private static String join(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "";
  }

  @Test
  void ready_names_the_check_that_does_not_respond_and_its_last_finding() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    try (RunningServer running =
        new RunningServer(
            (sluice, keys) -> sluice.workers(0),
            server ->
                server
                    .readinessWait(Duration.ofMillis(500))
                    .readiness(
                        "mirror",
                        () -> {
                          if (runs.incrementAndGet() > 1) {
                            join(hanging);
                          }
                        }))) {
      assertThat(running.call("GET", "/ready", null).statusCode()).isEqualTo(200);

      CompletableFuture<HttpResponse<byte[]>> other =
          CompletableFuture.supplyAsync(() -> running.call("GET", "/ready", null));
      HttpResponse<byte[]> answer = running.call("GET", "/ready", null);

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(RunningServer.tree(answer).at("/checks/database").textValue()).isEqualTo("ok");
      assertThat(RunningServer.tree(answer).at("/checks/mirror").textValue())
          .isEqualTo("does not respond; its last finding was: ok");
      assertThat(RunningServer.tree(answer).get("error").textValue())
          .isEqualTo("Not ready: mirror");
      assertThat(other.join().statusCode()).isEqualTo(503);
      assertThat(runs).hasValue(2);
      hanging.countDown();
      Awaitility.await().until(() -> running.call("GET", "/ready", null).statusCode() == 200);
    }
  }

  @Test
  void errors_of_the_container_have_a_body_for_every_method() {
    try (RunningServer running = new RunningServer()) {
      RawClient raw = new RawClient(running.server.port());
      for (String method : new String[] {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
        assertContainerError(raw.send(method + " /%zz HTTP/1.1"), 400, "BAD_REQUEST");
        assertContainerError(
            raw.send(method + " /jobs HTTP/1.1", "x: " + "y".repeat(20_000)),
            431,
            "HEADERS_TOO_LARGE");
      }
    }
  }

  private static void assertContainerError(RawClient.Answer answer, int status, String code) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).contains("application/json");
    assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
  }
}
