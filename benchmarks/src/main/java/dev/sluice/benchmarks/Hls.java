package dev.sluice.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A playlist whose segments each come after a while becomes an mp4: Sluice beside ffmpeg. */
final class Hls {
  private static final double GOAL = 0.25;
  private static final int SEGMENTS = 100;
  private static final int DELAY_MILLIS = 50;

  private Hls() {}

  static void run(Bench bench) throws Exception {
    Programs.require("ffmpeg");
    int rounds = bench.rounds().orElse(5);
    Path folder = Folders.fresh(bench.work(), "hls");
    Samples ours = new Samples();
    Samples theirs = new Samples();
    try (ChildJvm origin = HlsOrigin.start(SEGMENTS, DELAY_MILLIS);
        SluiceServer server = SluiceServer.start(bench, folder.resolve("data"), 1, List.of())) {
      String url = origin.firstLine();
      for (int round = -1; round < rounds; round++) {
        Stopwatch watch = new Stopwatch();
        server.run(Map.of("url", url, "format", "mp4", "filename", "film"));
        double sluice = watch.seconds();
        Folders.delete(folder.resolve("data/objects/videos"));
        Path converted = folder.resolve("converted.mp4");
        Stopwatch other = new Stopwatch();
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
            converted.toString());
        double ffmpeg = other.seconds();
        Files.delete(converted);
        bench.say(
            "%s: sluice %.2f s, ffmpeg %.2f s",
            round < 0 ? "warm-up" : "round " + (round + 1), sluice, ffmpeg);
        if (round >= 0) {
          ours.add(sluice);
          theirs.add(ffmpeg);
        }
      }
    } finally {
      Folders.delete(folder);
    }
    bench.say(
        "%d segments, %d ms each, medians of %d: sluice %.2f s, ffmpeg %.2f s, ratio %.2f (goal: at most %.2f)",
        SEGMENTS,
        DELAY_MILLIS,
        rounds,
        ours.median(),
        theirs.median(),
        ours.median() / theirs.median(),
        GOAL);
  }
}
