package dev.sluice.benchmarks.comparison;

import dev.sluice.benchmarks.load.LoadPlan;
import dev.sluice.benchmarks.load.LoadProcess;
import dev.sluice.benchmarks.load.LoadResult;
import dev.sluice.benchmarks.measure.BenchOptions;
import dev.sluice.benchmarks.measure.TemporaryFolders;
import dev.sluice.benchmarks.peer.JobDatabase;
import dev.sluice.benchmarks.peer.SluiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;

/** Measures how many jobs a second {@code POST /jobs} accepts, each durable before its response. */
public final class SubmitRate {
  /** As long as the JVM compiles on one of two cores. */
  private static final int WARM_UP_SECONDS = 20;

  private static final int SHORT_WARM_UP_SECONDS = 3;
  private static final int GOAL = 1_500;
  private static final int CALM = 200;
  private static final int GOAL_CALM_MILLIS = 50;
  private static final int BULK = 100;

  /** Nobody runs the jobs, so nothing needs to be there. */
  static final String JOB = "{\"url\":\"http://127.0.0.1:9/film.mkv\",\"format\":\"mp4\"}";

  private SubmitRate() {}

  public static void run(BenchOptions bench) throws Exception {
    Path folder = TemporaryFolders.fresh(bench.work(), "accept");
    try {
      JobDatabase.each(folder, base -> measure(bench, base, folder));
    } finally {
      TemporaryFolders.delete(folder);
    }
  }

  private static void measure(BenchOptions bench, JobDatabase base, Path folder) throws Exception {
    int clients = bench.atOnce().orElse(32);
    int seconds = bench.seconds().orElse(10);
    Path single = Files.writeString(folder.resolve("single"), "/jobs\n");
    Path bulk = Files.writeString(folder.resolve("bulk"), "/jobs/bulk\n");
    try (SluiceProcess server = base.serve(bench)) {
      LoadResult most =
          LoadProcess.run(load(server, single, JOB, clients, 0, WARM_UP_SECONDS, seconds));
      requireStored(server, most.all());
      bench.say(
          "%s, %d clients: %s (goal: at least %,d a second)", base.name(), clients, most, GOAL);
      LoadResult calm =
          LoadProcess.run(load(server, single, JOB, clients, CALM, SHORT_WARM_UP_SECONDS, seconds));
      bench.say(
          "%s, %d a second asked for: %s (goal: p99 under %d ms)",
          base.name(), CALM, calm, GOAL_CALM_MILLIS);
      LoadResult many =
          LoadProcess.run(load(server, bulk, bulkBody(), 4, 0, SHORT_WARM_UP_SECONDS, seconds));
      bench.say(
          "%s, bulks of %d by 4 clients: %,.0f jobs a second; %s",
          base.name(), BULK, many.perSecond() * BULK, many);
      bench.say("%s, the server took %.1f s of CPU in all", base.name(), server.cpuSeconds());
    }
  }

  private static LoadPlan load(
      SluiceProcess server,
      Path paths,
      String body,
      int clients,
      int perSecond,
      int warmUpSeconds,
      int seconds) {
    return new LoadPlan(
        server.port(),
        server.key(),
        "POST",
        paths,
        body,
        clients,
        perSecond,
        warmUpSeconds,
        seconds);
  }

  static String bulkBody() {
    return "{\"jobs\":["
        + String.join(",", Collections.nCopies(BULK, "{\"url\":\"http://127.0.0.1:9/film.mkv\"}"))
        + "]}";
  }

  private static void requireStored(SluiceProcess server, long accepted)
      throws IOException, InterruptedException {
    long stored = server.read("/jobs?limit=1").get("total").asLong();
    if (stored < accepted) {
      throw new IOException(accepted + " jobs were accepted, and " + stored + " are there");
    }
  }
}
