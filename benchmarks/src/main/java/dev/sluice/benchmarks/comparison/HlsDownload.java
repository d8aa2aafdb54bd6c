package dev.sluice.benchmarks.comparison;

import dev.sluice.benchmarks.measure.BenchOptions;
import dev.sluice.benchmarks.measure.TemporaryFolders;
import dev.sluice.benchmarks.peer.ChildJvm;
import dev.sluice.benchmarks.peer.HlsOrigin;
import dev.sluice.benchmarks.peer.Programs;
import dev.sluice.benchmarks.peer.SluiceProcess;
import java.nio.file.Path;
import java.util.List;

/** Downloads a playlist with slow segments as an mp4: Sluice against ffmpeg. */
public final class HlsDownload {
  private static final double GOAL = 0.25;
  private static final int SEGMENTS = 100;
  private static final int DELAY_MILLIS = 50;

  private HlsDownload() {}

  public static void run(BenchOptions bench) throws Exception {
    Programs.require("ffmpeg");
    int rounds = bench.rounds().orElse(5);
    Path folder = TemporaryFolders.fresh(bench.work(), "hls");
    try (ChildJvm origin = HlsOrigin.start(SEGMENTS, DELAY_MILLIS);
        SluiceProcess server = SluiceProcess.start(bench, folder.resolve("data"), 1, List.of())) {
      SideBySide.Figures figures =
          new SideBySide(bench, rounds, "ffmpeg")
              .run(server, origin.firstLine(), folder, HlsDownload::remux);
      bench.say(
          "%d segments, %d ms each, medians of %d: sluice %.2f s, ffmpeg %.2f s, ratio %.2f (goal:"
              + " at most %.2f)",
          SEGMENTS, DELAY_MILLIS, rounds, figures.sluice(), figures.other(), figures.ratio(), GOAL);
    } finally {
      TemporaryFolders.delete(folder);
    }
  }

  private static void remux(String url, Path folder) throws Exception {
    Programs.run(
        "ffmpeg",
        "-v",
        "error",
        "-y",
        "-i",
        url,
        "-c",
        "copy",
        "-movflags",
        "+faststart",
        folder.resolve("film.mp4").toString());
  }
}
