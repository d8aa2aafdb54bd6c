package dev.sluice.app.torture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.app.serve.ServerProcess;
import dev.sluice.app.torture.Bombs.Bomb;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.site.LoopbackSite;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged media end as jobs of their own, and harm neither the server nor the jobs beside them.
 * {@code -Dsluice.torture.isolation=none} reads them in the server's own process.
 */
class MutantsTest {
  private static final int MUTANTS = Integer.getInteger("sluice.torture.mutants", 10_000);

  /** After these minutes no further mutant is sent. */
  private static final long MINUTES = Long.getLong("sluice.torture.minutes", 100);

  private static final long SEED = Long.getLong("sluice.torture.seed", 20);
  private static final String ISOLATION = System.getProperty("sluice.torture.isolation", "process");
  private static final int CLIENTS = 4;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Each so many jobs one has an undamaged source. */
  private static final int INNOCENT = 20;

  private static final List<String> REQUESTS =
      List.of(
          "{}",
          "{\"video_codec\":\"h264\",\"download_thumbnail\":true}",
          "{\"format\":\"mkv\",\"download_subtitles\":true}",
          "{\"format\":\"m4a\"}",
          "{\"allow_incomplete\":true}");

  @TempDir Path folder;
  private final Map<String, AtomicInteger> ends = new ConcurrentHashMap<>();
  private final Set<String> wrong = ConcurrentHashMap.newKeySet();

  @Test
  void mutants_and_bombs() throws Exception {
    run(40, site -> new Bombs(site).quick());
  }

  @Test
  @Tag("torture")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void many_mutants() throws Exception {
    run(MUTANTS, site -> List.of());
  }

  private interface Beside {
    List<Bomb> bombs(LoopbackSite site) throws Exception;
  }

  private void run(int mutants, Beside beside) throws Exception {
    List<byte[]> clips = clips();
    AtomicInteger next = new AtomicInteger();
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try (LoopbackSite site = LoopbackSite.start();
        ServerProcess server =
            ServerProcess.on(
                folder.resolve("data"),
                "--job-timeout=30s",
                "--read-timeout=5s",
                "--isolation=" + ISOLATION)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        String path = "/client-" + i;
        running.add(
            clients.submit(
                () -> {
                  for (int n = next.getAndIncrement();
                      n < mutants && server.isAlive() && System.nanoTime() < end;
                      n = next.getAndIncrement()) {
                    attempt(server, site, path, clips.get(n % clips.size()), n);
                  }
                  return null;
                }));
      }
      List<String> harm = new ArrayList<>();
      for (Bomb bomb : beside.bombs(site)) {
        BombsTest.against(server, site, bomb, harm);
      }
      wrong.addAll(harm);
      for (Future<?> client : running) {
        client.get();
      }

      Torture.report(
          next.get()
              - CLIENTS
              + " mutants, isolation "
              + ISOLATION
              + ": "
              + new TreeMap<>(ends)
              + ", wrong: "
              + wrong);
      assertThat(server.isAlive()).as("the server lives after %s", ends).isTrue();
      assertThat(wrong).isEmpty();
    } finally {
      clients.shutdownNow();
    }
  }

  private void attempt(ServerProcess server, LoopbackSite site, String path, byte[] clip, int n)
      throws Exception {
    boolean isInnocent = n % INNOCENT == 0;
    // Each mutant can be made again from the seed and its number.
    Random random = new Random(SEED * 1_000_003 + n);
    site.serve(path, isInnocent ? clip : mutant(clip, random));
    ObjectNode body =
        (ObjectNode)
            JSON.readTree(isInnocent ? "{}" : REQUESTS.get(random.nextInt(REQUESTS.size())));
    body.put("url", site.uri(path + "?" + n).toString()).put("filename", "m" + n);
    ServerProcess.Reply reply = server.post("/jobs", body, Optional.empty());
    JsonNode job = server.ended(reply.body().path("job_id").asText());
    String status = job.path("status").asText();
    String code = job.path("error_code").asText("");
    ends.computeIfAbsent(status + " " + code, key -> new AtomicInteger()).incrementAndGet();
    boolean isOver = !Set.of("Pending", "Processing").contains(status);
    if (!isOver || code.equals("INTERNAL") || isInnocent && !status.equals("Completed")) {
      wrong.add(n + " is " + status + " " + code + " " + job.path("error").asText());
    }
  }

  private static List<byte[]> clips() {
    List<SampleClip> clips =
        List.of(
            SampleClip.of("matroska", "h264", "vorbis"),
            SampleClip.of("mp4", "h264", "aac"),
            SampleClip.of("webm", "vp9", "opus"),
            SampleClip.of("mpegts", "h264", "aac"),
            SampleClip.of("avi", "mpeg4", "mp3"),
            SampleClip.of("flv", "h264", "aac"),
            SampleClip.of("ogg", "", "vorbis"));
    return clips.stream()
        .map(clip -> clip.size(64, 64).lasting(Duration.ofMillis(500)).bytes())
        .toList();
  }

  private static byte[] mutant(byte[] clip, Random random) {
    byte[] bytes = clip.clone();
    // Headers decide what parsers believe, so half of the damage lies in the first kilobyte.
    int range = random.nextBoolean() ? Math.min(1_024, bytes.length) : bytes.length;
    int changes = 1 + random.nextInt(8);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(range);
      int length = Math.min(1 + random.nextInt(16), bytes.length - at);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> Arrays.fill(bytes, at, at + length, (byte) 0xff);
        case 3 -> Arrays.fill(bytes, at, at + length, (byte) 0);
        case 4 -> System.arraycopy(bytes, random.nextInt(bytes.length - length), bytes, at, length);
        default -> bytes = without(bytes, at, length);
      }
      range = Math.min(range, bytes.length);
    }
    return random.nextInt(10) == 0 ? Arrays.copyOf(bytes, 1 + random.nextInt(range)) : bytes;
  }

  private static byte[] without(byte[] bytes, int at, int length) {
    byte[] shorter = Arrays.copyOf(bytes, bytes.length - length);
    System.arraycopy(bytes, at + length, shorter, at, bytes.length - at - length);
    return shorter.length == 0 ? bytes : shorter;
  }
}
