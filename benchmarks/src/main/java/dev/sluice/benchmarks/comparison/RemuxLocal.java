package dev.sluice.benchmarks.comparison;

import dev.sluice.benchmarks.measure.BenchOptions;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Stopwatch;
import dev.sluice.benchmarks.measure.TemporaryFolders;
import dev.sluice.benchmarks.peer.ChildJvm;
import dev.sluice.benchmarks.peer.Clips;
import dev.sluice.benchmarks.peer.OriginProcess;
import dev.sluice.benchmarks.peer.Programs;
import dev.sluice.benchmarks.peer.SluiceProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * Remuxes a film to an mp4 with its index in front, in a local folder: Sluice in one stream against
 * curl, ffmpeg and a move in sequence.
 */
public final class RemuxLocal {
  private static final double GOAL = 0.7;

  private RemuxLocal() {}

  public static void run(BenchOptions bench) throws Exception {
    Programs.require("ffmpeg", "curl", "bash");
    int megabytes = bench.megabytes().orElse(500);
    int rounds = bench.rounds().orElse(7);
    Path film = new Clips(bench.work()).film(megabytes);
    Path folder = TemporaryFolders.fresh(bench.work(), "remux-local");
    Samples ours = new Samples();
    Samples theirs = new Samples();
    Samples theirsForced = new Samples();
    try (ChildJvm origin = OriginProcess.start(film.getParent());
        SluiceProcess server = SluiceProcess.start(bench, folder.resolve("data"), 1, List.of())) {
      String url = origin.firstLine() + "/" + film.getFileName();
      for (int round = -1; round < rounds; round++) {
        double sluice = sluice(server, url);
        Others others = others(url, folder);
        TemporaryFolders.delete(folder.resolve("data/objects/videos"));
        bench.say(
            "%s: sluice %.2f s, curl + ffmpeg + mv %.2f s, with sync %.2f s",
            round < 0 ? "warm-up" : "round " + (round + 1),
            sluice,
            others.seconds(),
            others.secondsForced());
        if (round >= 0) {
          ours.add(sluice);
          theirs.add(others.seconds());
          theirsForced.add(others.secondsForced());
        }
      }
    } finally {
      TemporaryFolders.delete(folder);
    }
    bench.say(
        "%d MB, medians of %d: sluice %.2f s, curl + ffmpeg + mv %.2f s, ratio %.2f (goal: at most"
            + " %.2f)",
        megabytes, rounds, ours.median(), theirs.median(), ours.median() / theirs.median(), GOAL);
    bench.say(
        "with the file forced to the disk on both sides: curl + ffmpeg + mv + sync %.2f s, ratio"
            + " %.2f",
        theirsForced.median(), ours.median() / theirsForced.median());
  }

  /**
   * @param secondsForced until the file is on the disk, as Sluice has it when it says Completed
   */
  private record Others(double seconds, double secondsForced) {}

  private static double sluice(SluiceProcess server, String url) throws Exception {
    Stopwatch watch = new Stopwatch();
    server.run(Map.of("url", url, "format", "mp4", "filename", "film"));
    return watch.seconds();
  }

  private static Others others(String url, Path folder) throws Exception {
    Path download = folder.resolve("download.mkv");
    Path converted = folder.resolve("converted.mp4");
    Path target = Files.createDirectories(folder.resolve("target")).resolve("film.mp4");
    Stopwatch watch = new Stopwatch();
    Programs.run("curl", "-sSf", "-o", download.toString(), url);
    Programs.run(remux(download, converted));
    Files.move(converted, target, StandardCopyOption.REPLACE_EXISTING);
    double seconds = watch.seconds();
    Programs.run("sync", target.toString());
    double forced = watch.seconds();
    Files.delete(download);
    Files.delete(target);
    return new Others(seconds, forced);
  }

  /** Runs ffmpeg for the same result: every stream copied, the index in front. */
  static String[] remux(Path from, Path to) {
    return new String[] {
      "ffmpeg",
      "-v",
      "error",
      "-y",
      "-i",
      from.toString(),
      "-map",
      "0",
      "-c",
      "copy",
      "-movflags",
      "+faststart",
      to.toString()
    };
  }
}
