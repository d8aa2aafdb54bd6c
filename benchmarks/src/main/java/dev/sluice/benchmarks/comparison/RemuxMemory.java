package dev.sluice.benchmarks.comparison;

import dev.sluice.benchmarks.measure.BenchOptions;
import dev.sluice.benchmarks.measure.Stopwatch;
import dev.sluice.benchmarks.measure.TemporaryFolders;
import dev.sluice.benchmarks.peer.ChildJvm;
import dev.sluice.benchmarks.peer.Clips;
import dev.sluice.benchmarks.peer.OriginProcess;
import dev.sluice.benchmarks.peer.Programs;
import dev.sluice.benchmarks.peer.S3Target;
import dev.sluice.benchmarks.peer.SluiceProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The most memory that a server had resident while it remuxed large films. */
public final class RemuxMemory {
  private static final int GOAL_ONE = 400;
  private static final int GOAL_FOUR = 700;

  private RemuxMemory() {}

  public static void run(BenchOptions bench) throws Exception {
    Programs.require("ffmpeg", "bash");
    int megabytes = bench.megabytes().orElse(5_000);
    Path film = new Clips(bench.work()).film(megabytes);
    if (bench.atOnce().isPresent()) {
      measure(bench, film, megabytes, bench.atOnce().getAsInt());
      return;
    }
    measure(bench, film, megabytes, 1);
    measure(bench, film, megabytes, 4);
  }

  private static void measure(BenchOptions bench, Path film, int megabytes, int atOnce)
      throws Exception {
    Path folder = TemporaryFolders.fresh(bench.work(), "memory");
    try (ChildJvm origin = OriginProcess.start(film.getParent())) {
      String url = origin.firstLine() + "/" + film.getFileName();
      if (!bench.s3()) {
        measure(bench, folder, List.of(), Map.of(), url, megabytes, atOnce);
        return;
      }
      try (S3Target s3 = S3Target.open(bench, folder.resolve("s3"))) {
        measure(bench, folder, s3.settings(), s3.environment(), url, megabytes, atOnce);
        s3.empty(atOnce);
      }
    } finally {
      TemporaryFolders.delete(folder);
    }
  }

  private static void measure(
      BenchOptions bench,
      Path folder,
      List<String> settings,
      Map<String, String> environment,
      String url,
      int megabytes,
      int atOnce)
      throws Exception {
    try (SluiceProcess server =
        SluiceProcess.start(bench, folder.resolve("data"), atOnce, settings, environment)) {
      double idle = server.peakResidentMegabytes();
      Stopwatch watch = new Stopwatch();
      List<String> jobs = new ArrayList<>();
      for (int i = 0; i < atOnce; i++) {
        jobs.add(server.submit(Map.of("url", url, "format", "mp4", "filename", "film-" + i)));
      }
      for (String job : jobs) {
        server.awaitCompleted(job);
      }
      bench.say(
          "%d MB into %s, %d at a time: %.0f MB resident at most (%.0f MB before the first job),"
              + " %.1f s (goal: under %d MB)",
          megabytes,
          bench.s3() ? "S3" : "a folder",
          atOnce,
          server.peakResidentMegabytes(),
          idle,
          watch.seconds(),
          atOnce == 1 ? GOAL_ONE : GOAL_FOUR);
    }
  }
}
