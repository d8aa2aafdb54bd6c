package dev.sluice.app.torture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.app.serve.ServerProcess;
import dev.sluice.app.torture.Bombs.Bomb;
import dev.sluice.testkit.site.LoopbackSite;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sources that ask for much memory or time end as jobs of their own. */
@Tag("torture")
@Timeout(value = 1, unit = TimeUnit.HOURS)
class BombsTest {
  private static final String ISOLATION = System.getProperty("sluice.torture.isolation", "process");

  @TempDir Path folder;

  @Test
  void a_job_beside_each_bomb_completes() throws Exception {
    Map<String, String> ends = new TreeMap<>();
    List<String> wrong = new ArrayList<>();
    try (LoopbackSite site = LoopbackSite.start();
        ServerProcess server =
            ServerProcess.on(
                folder.resolve("data"),
                "--job-timeout=20s",
                "--read-timeout=5s",
                "--isolation=" + ISOLATION)) {
      for (Bomb bomb : new Bombs(site).all()) {
        String end = against(server, site, bomb, wrong);
        ends.put(bomb.name(), end);
        if (!server.isAlive()) {
          wrong.add("the server ended at " + bomb.name());
          break;
        }
      }
    }
    Torture.report("bombs, isolation " + ISOLATION + ": " + ends + ", wrong: " + wrong);
    assertThat(wrong).isEmpty();
  }

  @Test
  void jobs_beside_all_bombs_at_once_complete() throws Exception {
    Map<String, String> bombs = new LinkedHashMap<>();
    List<String> innocent = new ArrayList<>();
    Map<String, Integer> ends = new TreeMap<>();
    try (LoopbackSite site = LoopbackSite.start();
        ServerProcess server =
            ServerProcess.on(
                folder.resolve("data"),
                "--workers=4",
                "--job-timeout=20s",
                "--read-timeout=5s",
                "--isolation=" + ISOLATION)) {
      for (Bomb bomb : new Bombs(site).all()) {
        submitted(server, bomb.url(), bomb.option()).forEach(id -> bombs.put(id, bomb.name()));
        innocent.addAll(submitted(server, site.uri("/clip.ts").toString(), ""));
      }
      for (String id : innocent) {
        ends.merge("beside them " + status(server.ended(id)), 1, Integer::sum);
      }
      for (String id : bombs.keySet()) {
        ends.merge(status(server.ended(id)), 1, Integer::sum);
      }
      assertThat(server.isAlive()).isTrue();
    }
    Torture.report("bombs at once, 4 workers, isolation " + ISOLATION + ": " + ends);
    assertThat(ends).containsEntry("beside them Completed ", innocent.size());
    assertThat(ends.keySet()).noneMatch(end -> end.contains("INTERNAL") || end.startsWith("P"));
  }

  /**
   * Submits the bomb and a job beside it.
   *
   * @return how the bomb ended
   */
  static String against(ServerProcess server, LoopbackSite site, Bomb bomb, List<String> wrong) {
    long start = System.nanoTime();
    List<String> bombs = submitted(server, bomb.url(), bomb.option());
    String innocent = submitted(server, site.uri("/clip.ts").toString(), "").get(0);
    JsonNode beside = server.ended(innocent);
    if (!beside.path("status").asText().equals("Completed")) {
      wrong.add("beside " + bomb.name() + " a job is " + status(beside));
    }
    String end = "no job";
    for (String id : bombs) {
      JsonNode job = server.ended(id);
      end = status(job);
      if (end.contains("INTERNAL") || end.startsWith("P")) {
        wrong.add(bomb.name() + " is " + end + " " + job.path("error").asText());
      }
    }
    return String.format(
        Locale.ROOT, "%s after %.1f s", end, (System.nanoTime() - start) / 1_000_000_000.0);
  }

  private static String status(JsonNode job) {
    return job.path("status").asText() + " " + job.path("error_code").asText("");
  }

  /** The ids of the jobs, at most three of a batch; none if they are rejected or paused. */
  private static List<String> submitted(ServerProcess server, String url, String option) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("url", url);
    if (option.equals("h264")) {
      body.put("video_codec", option);
    } else if (!option.isEmpty()) {
      body.put(option, true);
    }
    ServerProcess.Reply reply = server.post("/jobs", body, Optional.empty());
    if (Set.of(400, 413, 422, 502, 503, 504).contains(reply.status())) {
      return List.of();
    }
    assertThat(reply.status()).as("%s", reply).isEqualTo(201);
    List<String> ids = new ArrayList<>();
    if (option.equals("paused")) {
      return List.of();
    }
    reply.body().path("episode_jobs").forEach(id -> ids.add(id.asText()));
    if (ids.isEmpty()) {
      ids.add(reply.body().path("job_id").asText());
    }
    return ids.subList(0, Math.min(3, ids.size()));
  }
}
