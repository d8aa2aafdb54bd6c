package dev.sluice.benchmarks.comparison;

import dev.sluice.benchmarks.measure.Bench;
import dev.sluice.benchmarks.measure.Folders;
import dev.sluice.benchmarks.peer.ChildJvm;
import dev.sluice.benchmarks.peer.HlsOrigin;
import dev.sluice.benchmarks.peer.Programs;
import dev.sluice.benchmarks.peer.SluiceProcess;
import java.nio.file.Path;
import java.util.List;

/** A playlist whose segments each come after a while becomes an mp4: Sluice beside ffmpeg. */
public final class Hls {
  private static final double GOAL = 0.25;
  private static final int SEGMENTS = 100;
  private static final int DELAY_MILLIS = 50;

  private Hls() {}

  public static void run(Bench bench) throws Exception {
    Programs.require("ffmpeg");
    int rounds = bench.rounds().orElse(5);
    Path folder = Folders.fresh(bench.work(), "hls");
    try (ChildJvm origin = HlsOrigin.start(SEGMENTS, DELAY_MILLIS);
        SluiceProcess server = SluiceProcess.start(bench, folder.resolve("data"), 1, List.of())) {
      SideBySide.Figures figures =
          new SideBySide(bench, rounds, "ffmpeg")
              .run(server, origin.firstLine(), folder, Hls::remux);
      bench.say(
          "%d segments, %d ms each, medians of %d: sluice %.2f s, ffmpeg %.2f s, ratio %.2f (goal:"
              + " at most %.2f)",
          SEGMENTS, DELAY_MILLIS, rounds, figures.sluice(), figures.other(), figures.ratio(), GOAL);
    } finally {
      Folders.delete(folder);
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
