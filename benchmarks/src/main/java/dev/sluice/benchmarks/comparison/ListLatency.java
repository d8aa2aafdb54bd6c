package dev.sluice.benchmarks.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.benchmarks.load.LoadPlan;
import dev.sluice.benchmarks.load.LoadProcess;
import dev.sluice.benchmarks.load.LoadResult;
import dev.sluice.benchmarks.measure.BenchOptions;
import dev.sluice.benchmarks.measure.Stopwatch;
import dev.sluice.benchmarks.measure.TemporaryFolders;
import dev.sluice.benchmarks.peer.JobDatabase;
import dev.sluice.benchmarks.peer.SluiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** How long {@code GET /jobs} takes when its caller has a million jobs. */
public final class ListLatency {
  private static final int WARM_UP_SECONDS = 3;
  private static final int CLIENTS = 2;
  private static final int DEEP = 100_000;
  private static final int GOAL_MILLIS = 50;

  private ListLatency() {}

  public static void run(BenchOptions bench) throws Exception {
    Path folder = TemporaryFolders.fresh(bench.work(), "list");
    try {
      JobDatabase.each(folder, base -> measure(bench, base, folder));
    } finally {
      TemporaryFolders.delete(folder);
    }
  }

  private static void measure(BenchOptions bench, JobDatabase base, Path folder) throws Exception {
    int jobs = bench.jobs().orElse(1_000_000);
    try (SluiceProcess server = base.serve(bench)) {
      Map<String, ?> request = Map.of("url", "http://127.0.0.1:9/film.mkv");
      server.submit(request);
      server.cancel(server.submit(request));
    }
    Stopwatch watch = new Stopwatch();
    JobCopies.make(base, jobs);
    bench.say("%s: %,d jobs made in %.0f s", base.name(), jobs, watch.seconds());
    try (SluiceProcess server = base.serve(bench)) {
      time(bench, base, server, folder, "/jobs");
      time(bench, base, server, folder, "/jobs?limit=100&status=pending");
      time(bench, base, server, folder, "/dashboard/jobs");
      int deep = Math.min(DEEP, jobs / 2);
      time(bench, base, server, folder, "/jobs?offset=" + deep);
      String cursor = cursorAt(server, deep);
      if (!cursor.isEmpty()) {
        time(bench, base, server, folder, "/jobs?cursor=" + cursor);
      }
    }
  }

  private static String cursorAt(SluiceProcess server, int depth)
      throws IOException, InterruptedException {
    String cursor = "";
    for (int at = 0; at < depth; at += 100) {
      JsonNode page =
          server.read("/jobs?limit=100" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
      cursor = page.path("next_cursor").asText("");
      if (cursor.isEmpty()) {
        return "";
      }
    }
    return cursor;
  }

  private static void time(
      BenchOptions bench, JobDatabase base, SluiceProcess server, Path folder, String path)
      throws IOException {
    Path paths = Files.writeString(folder.resolve("paths"), path + "\n");
    LoadResult served =
        LoadProcess.run(
            new LoadPlan(
                server.port(),
                server.key(),
                "GET",
                paths,
                "",
                CLIENTS,
                0,
                WARM_UP_SECONDS,
                bench.seconds().orElse(5)));
    bench.say(
        "%s, GET %s: %s (goal: p99 under %d ms)",
        base.name(), path.replaceAll("cursor=.*", "cursor=…"), served, GOAL_MILLIS);
  }
}
