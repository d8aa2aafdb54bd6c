package dev.sluice.benchmarks.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.benchmarks.load.LoadPlan;
import dev.sluice.benchmarks.load.LoadProcess;
import dev.sluice.benchmarks.measure.BenchOptions;
import dev.sluice.benchmarks.measure.TemporaryFolders;
import dev.sluice.benchmarks.peer.JobDatabase;
import dev.sluice.benchmarks.peer.SluiceProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures how many times a second {@code GET /jobs/{id}} is answered: soon after the start, while
 * the JVM still compiles on one of two cores, and a minute later.
 */
public final class ReadRate {
  /** Before each of the two measurements; the first one warms the second up as well. */
  private static final int WARM_UP_SECONDS = 20;

  private static final int GOAL = 5_000;
  private static final int BULKS = 10;

  private ReadRate() {}

  public static void run(BenchOptions bench) throws Exception {
    Path folder = TemporaryFolders.fresh(bench.work(), "read");
    try {
      JobDatabase.each(folder, base -> measure(bench, base, folder));
    } finally {
      TemporaryFolders.delete(folder);
    }
  }

  private static void measure(BenchOptions bench, JobDatabase base, Path folder) throws Exception {
    int clients = bench.atOnce().orElse(32);
    try (SluiceProcess server = base.serve(bench)) {
      List<String> paths = new ArrayList<>();
      JsonNode bulk = new ObjectMapper().readTree(SubmitRate.bulkBody());
      for (int i = 0; i < BULKS; i++) {
        for (JsonNode id : server.post("/jobs/bulk", bulk).get("job_ids")) {
          paths.add("/jobs/" + id.asText());
        }
      }
      Path jobs = Files.write(folder.resolve("paths"), paths);
      LoadPlan load =
          new LoadPlan(
              server.port(),
              server.key(),
              "GET",
              jobs,
              "",
              clients,
              0,
              WARM_UP_SECONDS,
              bench.seconds().orElse(10));
      for (String when : List.of("soon after the start", "a minute after it")) {
        bench.say(
            "%s, %d clients, %d jobs, %s: %s (goal: at least %,d a second)",
            base.name(), clients, paths.size(), when, LoadProcess.run(load), GOAL);
      }
    }
  }
}
