package dev.sluice.app.torture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.app.serve.ServerProcess;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.storage.jdbc.DatabaseSettings;
import dev.sluice.storage.jdbc.TestPostgres;
import dev.sluice.testkit.site.FaultyProxy;
import dev.sluice.testkit.site.LoopbackSite;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How soon jobs go on after a death of a server, and after outages of what all jobs need. */
@Tag("torture")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class RecoveryTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final int ROUNDS = Integer.getInteger("sluice.torture.rounds", 5);

  /** Of each server. */
  private static final int WORKERS = 2;

  @TempDir Path folder;

  private final LoopbackSite site = LoopbackSite.start();
  private final List<ServerProcess> servers = new ArrayList<>();
  private int submitted;

  @AfterEach
  void stop() {
    servers.forEach(ServerProcess::close);
    site.close();
  }

  private Path data() {
    return folder.resolve("data");
  }

  /** Some seconds, so that jobs are running whenever something happens. */
  private void serveSlowly(int seconds) throws IOException {
    byte[] clip =
        SampleClip.of("matroska", "h264", "vorbis").lasting(Duration.ofSeconds(3)).bytes();
    site.serve("/clip.mkv", clip).throttle(Math.max(1, clip.length / seconds));
  }

  private String submit(ServerProcess server) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    submitted++;
    body.put("url", site.uri("/clip.mkv?" + submitted).toString());
    body.put("filename", "clip-" + submitted);
    return server.post("/jobs", body, Optional.empty()).body().path("job_id").asText();
  }

  private List<String> submit(ServerProcess server, int jobs) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      ids.add(submit(server));
    }
    return ids;
  }

  private static boolean isRunning(ServerProcess server, String id) {
    return server.job(id).path("status").asText().equals("Processing");
  }

  private static int attempt(ServerProcess server, String id) {
    return server.job(id).path("attempt").asInt();
  }

  private static long running(ServerProcess server, List<String> ids) {
    return ids.stream().filter(id -> isRunning(server, id)).count();
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(PATIENCE).pollInterval(LOOK).until(condition);
  }

  private static double secondsUntil(Callable<Boolean> condition) {
    long start = System.nanoTime();
    await(condition);
    return (System.nanoTime() - start) / 1e9;
  }

  private static void report(String what, List<Double> seconds) throws IOException {
    List<Double> sorted = seconds.stream().sorted().toList();
    Torture.report(
        String.format(
            Locale.ROOT,
            "%s: median %.1f s, max %.1f s of %d",
            what,
            sorted.get(sorted.size() / 2),
            sorted.get(sorted.size() - 1),
            sorted.size()));
  }

  private void assertCompleted(ServerProcess server, List<String> ids) {
    for (String id : ids) {
      JsonNode job = server.ended(id);
      assertThat(job.path("status").asText()).as(job.toString()).isEqualTo("Completed");
    }
  }

  @Test
  void after_a_kill_of_one_of_two_servers_the_other_goes_on_with_its_jobs() throws Exception {
    serveSlowly(2);
    DatabaseSettings settings = TestPostgres.freshDatabase();
    String[] options = options(URI.create(settings.url().substring("jdbc:".length())), settings);
    servers.add(ServerProcess.on(data(), options));
    List<Double> seconds = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      servers.add(ServerProcess.on(data(), options));
      ServerProcess living = servers.get(0);
      List<String> ids = submit(living, 2 * WORKERS);
      await(() -> running(living, ids) == 2 * WORKERS);

      servers.remove(1).kill();

      // The workers of the other one are free after two seconds, and wait for the leases to end.
      seconds.add(
          secondsUntil(
              () -> ids.stream().filter(id -> attempt(living, id) == 2).count() == WORKERS));
      assertCompleted(living, ids);
    }
    report("after a kill of one of two servers its jobs run again", seconds);
  }

  @Test
  void after_an_outage_of_the_database_all_workers_are_busy_again() throws Exception {
    serveSlowly(2);
    DatabaseSettings settings = TestPostgres.freshDatabase();
    URI address = URI.create(settings.url().substring("jdbc:".length()));
    try (FaultyProxy database = FaultyProxy.to(address.getPort())) {
      URI proxied = URI.create("postgresql://127.0.0.1:" + database.port() + address.getPath());
      ServerProcess server = ServerProcess.on(data(), options(proxied, settings));
      servers.add(server);
      for (int outage : List.of(5, 30, 60)) {
        List<Double> seconds = new ArrayList<>();
        for (int round = 0; round < Math.max(1, ROUNDS / 2); round++) {
          List<String> ids = submit(server, 8 * WORKERS);
          await(() -> running(server, ids) == WORKERS);
          Map<String, Integer> before = attempts(server, ids);
          database.refuse().drop();
          Thread.sleep(outage * 1_000L);

          database.heal();

          seconds.add(secondsUntil(() -> isAtFullSpeed(server, before)));
          assertCompleted(server, ids);
        }
        report("after an outage of the database of " + outage + " s all workers run", seconds);
      }
    }
  }

  @Test
  void after_an_outage_of_the_default_storage_all_workers_are_busy_again() throws Exception {
    serveSlowly(2);
    ServerProcess server = ServerProcess.on(data());
    servers.add(server);
    assertCompleted(server, submit(server, 1));
    Path objects = data().resolve("objects");
    Path away = data().resolve("away");
    for (int outage : List.of(5, 30, 60)) {
      List<Double> seconds = new ArrayList<>();
      for (int round = 0; round < Math.max(1, ROUNDS / 2); round++) {
        List<String> ids = submit(server, 8 * WORKERS);
        await(() -> running(server, ids) == WORKERS);
        Map<String, Integer> before = attempts(server, ids);
        // A file in the place of the folder: nothing can be written.
        Files.move(objects, away);
        Files.createFile(objects);
        Thread.sleep(outage * 1_000L);

        Files.delete(objects);
        Files.move(away, objects);

        seconds.add(secondsUntil(() -> isAtFullSpeed(server, before)));
        assertCompleted(server, ids);
      }
      report("after an outage of the storage of " + outage + " s all workers run", seconds);
    }
  }

  private static Map<String, Integer> attempts(ServerProcess server, List<String> ids) {
    return ids.stream().collect(Collectors.toMap(id -> id, id -> attempt(server, id)));
  }

  /** Whether all workers run jobs at the same moment, each in an attempt after this moment. */
  private static boolean isAtFullSpeed(ServerProcess server, Map<String, Integer> before) {
    try {
      long anew =
          before.entrySet().stream()
              .map(job -> Map.entry(server.job(job.getKey()), job.getValue()))
              .filter(job -> job.getKey().path("status").asText().equals("Processing"))
              .filter(job -> job.getKey().path("attempt").asInt() > job.getValue())
              .count();
      return anew == WORKERS;
    } catch (AssertionError e) {
      // It still answers 503.
      return false;
    }
  }

  private static String[] options(URI database, DatabaseSettings settings) {
    return new String[] {"--database-url=jdbc:" + database, "--database-user=" + settings.user()};
  }
}
