package dev.sluice.app.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.app.serve.ServerProcess;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.site.LoopbackSite;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A source that keeps libav busy occupies the only worker, and another job waits for it. */
@Tag("torture")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class FreedSlotTest {
  private static final int ROUNDS = Integer.getInteger("sluice.torture.rounds", 5);
  private static final Duration LIMIT = Duration.ofSeconds(5);

  @TempDir Path folder;

  @Test
  void the_next_job_starts_after_a_cancel() throws Exception {
    List<Long> millis = new ArrayList<>();
    try (LoopbackSite site = LoopbackSite.start();
        ServerProcess server = server("--job-timeout=5m")) {
      serve(site);
      for (int i = 0; i < ROUNDS; i++) {
        String bomb = started(server, site);
        String next = server.submit(site.uri("/clip.mkv"), null);
        Instant cancelled = Instant.now();

        server.cancel(bomb);

        millis.add(Duration.between(cancelled, start(server.ended(next))).toMillis());
        assertThat(server.ended(bomb).path("error_code").asText()).isEqualTo("CANCELLED");
        assertThat(server.job(next).path("status").asText()).isEqualTo("Completed");
      }
    }
    Torture.report("milliseconds from a cancel to the start of the next job: " + millis);
  }

  @Test
  void the_next_job_starts_after_the_limit_of_time() throws Exception {
    List<Long> millis = new ArrayList<>();
    try (LoopbackSite site = LoopbackSite.start();
        ServerProcess server = server("--job-timeout=" + LIMIT.toSeconds() + "s")) {
      serve(site);
      for (int i = 0; i < ROUNDS; i++) {
        String bomb = started(server, site);
        String next = server.submit(site.uri("/clip.mkv"), null);

        Instant end = start(server.ended(bomb)).plus(LIMIT);
        millis.add(Duration.between(end, start(server.ended(next))).toMillis());
        assertThat(server.job(next).path("status").asText()).isEqualTo("Completed");
      }
    }
    Torture.report("milliseconds from a job's limit of time to the next start: " + millis);
  }

  private ServerProcess server(String... more) throws Exception {
    List<String> options = new ArrayList<>(List.of("--workers=1"));
    options.addAll(List.of(more));
    return ServerProcess.on(folder.resolve("data"), options.toArray(String[]::new));
  }

  private static void serve(LoopbackSite site) {
    site.serve("/tags.mkv", Bombs.withTags(500_000));
    site.serve("/clip.mkv", SampleClip.of("matroska", "h264", "vorbis").bytes());
  }

  /** Submits a bomb and waits until libav reads it. */
  private static String started(ServerProcess server, LoopbackSite site) {
    String bomb = server.submit(site.uri("/tags.mkv"), null);
    await()
        .pollDelay(Duration.ofSeconds(2))
        .until(() -> server.job(bomb).path("status").asText().equals("Processing"));
    return bomb;
  }

  private static Instant start(JsonNode job) {
    return Instant.ofEpochMilli(
        job.path("created_at").asLong() + job.path("queue_wait_ms").asLong());
  }
}
