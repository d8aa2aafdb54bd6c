package dev.sluice.benchmarks.comparison;

import dev.sluice.benchmarks.measure.BenchOptions;
import dev.sluice.benchmarks.measure.Stopwatch;
import dev.sluice.benchmarks.measure.TemporaryFolders;
import dev.sluice.benchmarks.peer.ChildJvm;
import dev.sluice.benchmarks.peer.LiveOrigin;
import dev.sluice.benchmarks.peer.SluiceProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The memory of a server that records an hour of a live stream, which is played fast. */
public final class LiveMemory {
  private static final int AN_HOUR = 3_600;

  private LiveMemory() {}

  public static void run(BenchOptions bench) throws Exception {
    int seconds = bench.seconds().orElse(AN_HOUR);
    for (String format : List.of("mkv", "mp4")) {
      measure(bench, format, seconds);
    }
  }

  private static void measure(BenchOptions bench, String format, int seconds) throws Exception {
    Path folder = TemporaryFolders.fresh(bench.work(), "live");
    try (ChildJvm origin = LiveOrigin.start(seconds / LiveOrigin.SECONDS_EACH);
        SluiceProcess server = SluiceProcess.start(bench, folder.resolve("data"), 1, List.of())) {
      String url = origin.firstLine();
      double idle = server.peakResidentMegabytes();
      Stopwatch watch = new Stopwatch();
      String job =
          server.submit(
              Map.of(
                  "url", url, "format", format, "live_recording", true, "live_from_start", true));
      Thread.sleep(6_000);
      double early = server.peakResidentMegabytes();
      long earlyBytes = server.read("/jobs/" + job).path("bytes_downloaded").asLong();
      long bytes = server.awaitCompleted(job).path("file_size").asLong();
      bench.say(
          "%s: %.0f MB of %d minutes recorded in %.0f s; %.0f MB resident at most after the first"
              + " %.0f MB, %.0f MB at the end (%.0f MB before)",
          format,
          bytes / 1e6,
          seconds / 60,
          watch.seconds(),
          early,
          earlyBytes / 1e6,
          server.peakResidentMegabytes(),
          idle);
    } finally {
      TemporaryFolders.delete(folder);
    }
  }
}
