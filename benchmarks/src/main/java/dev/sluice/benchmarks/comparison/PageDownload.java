package dev.sluice.benchmarks.comparison;

import dev.sluice.benchmarks.measure.BenchOptions;
import dev.sluice.benchmarks.measure.TemporaryFolders;
import dev.sluice.benchmarks.peer.ChildJvm;
import dev.sluice.benchmarks.peer.HlsOrigin;
import dev.sluice.benchmarks.peer.Programs;
import dev.sluice.benchmarks.peer.SluiceProcess;
import java.nio.file.Path;
import java.util.List;

/** Downloads a page's film as an mp4: Sluice against yt-dlp with its own download. */
public final class PageDownload {
  private static final double GOAL = 0.5;
  private static final int SEGMENTS = 100;
  private static final int DELAY_MILLIS = 50;

  private PageDownload() {}

  public static void run(BenchOptions bench) throws Exception {
    Programs.require("ffmpeg", "yt-dlp");
    int rounds = bench.rounds().orElse(5);
    Path folder = TemporaryFolders.fresh(bench.work(), "pages");
    try (ChildJvm origin = HlsOrigin.start(SEGMENTS, DELAY_MILLIS);
        SluiceProcess server = SluiceProcess.start(bench, folder.resolve("data"), 1, List.of())) {
      SideBySide.Figures figures =
          new SideBySide(bench, rounds, "yt-dlp")
              .run(server, page(origin.firstLine()), folder, PageDownload::download);
      bench.say(
          "a page with %d segments, %d ms each, medians of %d: sluice %.2f s, yt-dlp %.2f s, ratio"
              + " %.2f (goal: at most %.2f)",
          SEGMENTS, DELAY_MILLIS, rounds, figures.sluice(), figures.other(), figures.ratio(), GOAL);
    } finally {
      TemporaryFolders.delete(folder);
    }
  }

  private static String page(String playlist) {
    return playlist.replaceFirst("/film\\.m3u8$", HlsOrigin.PAGE);
  }

  private static void download(String url, Path folder) throws Exception {
    Programs.run(
        "yt-dlp",
        "--ignore-config",
        "--quiet",
        "--no-warnings",
        "--remux-video",
        "mp4",
        "--output",
        folder.resolve("film.%(ext)s").toString(),
        url);
  }
}
