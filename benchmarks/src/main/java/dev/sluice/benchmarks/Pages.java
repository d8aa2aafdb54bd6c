package dev.sluice.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The film of a page becomes an mp4: Sluice beside yt-dlp with its own download. */
final class Pages {
  private static final double GOAL = 0.5;
  private static final int SEGMENTS = 100;
  private static final int DELAY_MILLIS = 50;

  private Pages() {}

  static void run(Bench bench) throws Exception {
    Programs.require("ffmpeg", "yt-dlp");
    int rounds = bench.rounds().orElse(5);
    Path folder = Folders.fresh(bench.work(), "pages");
    Samples ours = new Samples();
    Samples theirs = new Samples();
    try (ChildJvm origin = HlsOrigin.start(SEGMENTS, DELAY_MILLIS);
        SluiceServer server = SluiceServer.start(bench, folder.resolve("data"), 1, List.of())) {
      String url = origin.firstLine().replaceFirst("/film\\.m3u8$", HlsOrigin.PAGE);
      for (int round = -1; round < rounds; round++) {
        Stopwatch watch = new Stopwatch();
        server.run(Map.of("url", url, "format", "mp4", "filename", "film"));
        double sluice = watch.seconds();
        Folders.delete(folder.resolve("data/objects/videos"));
        Path theirFolder = Folders.fresh(folder, "theirs");
        Stopwatch other = new Stopwatch();
        Programs.run(
            "yt-dlp",
            "--ignore-config",
            "--quiet",
            "--no-warnings",
            "--remux-video",
            "mp4",
            "--output",
            theirFolder.resolve("film.%(ext)s").toString(),
            url);
        double ytDlp = other.seconds();
        Folders.delete(theirFolder);
        bench.say(
            "%s: sluice %.2f s, yt-dlp %.2f s",
            round < 0 ? "warm-up" : "round " + (round + 1), sluice, ytDlp);
        if (round >= 0) {
          ours.add(sluice);
          theirs.add(ytDlp);
        }
      }
    } finally {
      Folders.delete(folder);
    }
    bench.say(
        "a page with %d segments, %d ms each, medians of %d: sluice %.2f s, yt-dlp %.2f s, ratio %.2f (goal: at most %.2f)",
        SEGMENTS,
        DELAY_MILLIS,
        rounds,
        ours.median(),
        theirs.median(),
        ours.median() / theirs.median(),
        GOAL);
  }
}
