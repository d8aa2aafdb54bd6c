package dev.sluice.benchmarks.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.benchmarks.measure.BenchOptions;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Stopwatch;
import dev.sluice.benchmarks.measure.TemporaryFolders;
import dev.sluice.benchmarks.peer.ChildJvm;
import dev.sluice.benchmarks.peer.Clips;
import dev.sluice.benchmarks.peer.OriginProcess;
import dev.sluice.benchmarks.peer.Programs;
import dev.sluice.benchmarks.peer.SluiceProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** From {@code POST /jobs} to Completed for five seconds of media that are copied. */
public final class JobLatency {
  private static final int WARM_UP = 50;
  private static final int GOAL_MILLIS = 150;
  private static final int GOAL_QUEUE_MILLIS = 20;

  private JobLatency() {}

  public static void run(BenchOptions bench) throws Exception {
    Programs.require("ffmpeg", "bash");
    int rounds = bench.rounds().orElse(200);
    Path clip = new Clips(bench.work()).fiveSeconds();
    Path folder = TemporaryFolders.fresh(bench.work(), "latency");
    Samples total = new Samples();
    Samples queue = new Samples();
    try (ChildJvm origin = OriginProcess.start(clip.getParent());
        SluiceProcess server = SluiceProcess.start(bench, folder.resolve("data"), 2, List.of())) {
      String url = origin.firstLine() + "/" + clip.getFileName();
      for (int round = -WARM_UP; round < rounds; round++) {
        Stopwatch watch = new Stopwatch();
        JsonNode job =
            server.run(Map.of("url", url, "format", "mp4", "filename", "clip", "overwrite", true));
        if (round >= 0) {
          total.add(watch.seconds() * 1_000);
          queue.add(job.get("queue_wait_ms").asDouble());
        }
      }
    } finally {
      TemporaryFolders.delete(folder);
    }
    bench.say(
        "%d jobs after %d to warm up, POST to Completed: median %.0f ms, p95 %.0f ms, most %.0f ms"
            + " (goal: under %d ms)",
        rounds, WARM_UP, total.median(), total.quantile(0.95), total.most(), GOAL_MILLIS);
    bench.say(
        "of which in the queue: median %.0f ms, p95 %.0f ms, most %.0f ms (goal: under %d ms)",
        queue.median(), queue.quantile(0.95), queue.most(), GOAL_QUEUE_MILLIS);
  }
}
