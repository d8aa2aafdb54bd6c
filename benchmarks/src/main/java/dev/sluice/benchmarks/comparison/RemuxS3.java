package dev.sluice.benchmarks.comparison;

import dev.sluice.benchmarks.measure.BenchOptions;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Stopwatch;
import dev.sluice.benchmarks.measure.TemporaryFolders;
import dev.sluice.benchmarks.peer.ChildJvm;
import dev.sluice.benchmarks.peer.Clips;
import dev.sluice.benchmarks.peer.OriginProcess;
import dev.sluice.benchmarks.peer.Programs;
import dev.sluice.benchmarks.peer.S3Target;
import dev.sluice.benchmarks.peer.SluiceProcess;
import dev.sluice.benchmarks.peer.Uploader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Remuxes a film to an mp4 with its index in front, in a bucket: Sluice in one stream against curl,
 * ffmpeg and an upload in sequence, for each uploader that is installed.
 */
public final class RemuxS3 {
  private static final double GOAL = 0.6;

  private RemuxS3() {}

  public static void run(BenchOptions bench) throws Exception {
    Programs.require("ffmpeg", "curl", "bash");
    int megabytes = bench.megabytes().orElse(500);
    int rounds = bench.rounds().orElse(7);
    List<Uploader> uploaders =
        Arrays.stream(Uploader.values()).filter(Uploader::isInstalled).toList();
    Path film = new Clips(bench.work()).film(megabytes);
    Path folder = TemporaryFolders.fresh(bench.work(), "remux-s3");
    Samples ours = new Samples();
    Map<Uploader, Samples> theirs = new EnumMap<>(Uploader.class);
    uploaders.forEach(uploader -> theirs.put(uploader, new Samples()));
    try (ChildJvm origin = OriginProcess.start(film.getParent());
        S3Target s3 = S3Target.open(bench, folder.resolve("s3"));
        SluiceProcess server =
            SluiceProcess.start(
                bench, folder.resolve("data"), 1, s3.settings(), s3.environment())) {
      String url = origin.firstLine() + "/" + film.getFileName();
      for (int round = -1; round < rounds; round++) {
        double sluice = sluice(server, url);
        Map<Uploader, Double> others = others(url, folder, s3, uploaders);
        s3.empty(1 + uploaders.size());
        bench.say(
            "%s: sluice %.2f s, curl + ffmpeg + upload %s",
            round < 0 ? "warm-up" : "round " + (round + 1), sluice, text(others));
        if (round >= 0) {
          ours.add(sluice);
          others.forEach((uploader, seconds) -> theirs.get(uploader).add(seconds));
        }
      }
    } finally {
      TemporaryFolders.delete(folder);
    }
    for (Uploader uploader : uploaders) {
      double other = theirs.get(uploader).median();
      bench.say(
          "%d MB, medians of %d: sluice %.2f s, curl + ffmpeg + upload by %s %.2f s, ratio %.2f"
              + " (goal: at most %.2f)",
          megabytes, rounds, ours.median(), uploader.program(), other, ours.median() / other, GOAL);
    }
  }

  private static String text(Map<Uploader, Double> others) {
    StringBuilder text = new StringBuilder();
    others.forEach(
        (uploader, seconds) ->
            text.append(String.format(Locale.ROOT, "%s %.2f s  ", uploader.program(), seconds)));
    return text.toString().strip();
  }

  private static double sluice(SluiceProcess server, String url) throws Exception {
    Stopwatch watch = new Stopwatch();
    server.run(Map.of("url", url, "format", "mp4", "filename", "film"));
    return watch.seconds();
  }

  /** Returns the seconds of the three programs in sequence, for each uploader as the third. */
  private static Map<Uploader, Double> others(
      String url, Path folder, S3Target s3, List<Uploader> uploaders) throws Exception {
    Path download = folder.resolve("download.mkv");
    Path converted = folder.resolve("converted.mp4");
    Stopwatch watch = new Stopwatch();
    Programs.run("curl", "-sSf", "-o", download.toString(), url);
    Programs.run(RemuxLocal.remux(download, converted));
    double before = watch.seconds();
    Path configuration = s3.curlConfiguration(folder);
    Map<Uploader, Double> seconds = new EnumMap<>(Uploader.class);
    for (Uploader uploader : uploaders) {
      List<String> command =
          uploader.command(
              converted, "film-by-%s.mp4".formatted(uploader.program()), s3, configuration);
      Stopwatch upload = new Stopwatch();
      Programs.run(command, Uploader.environment(s3));
      seconds.put(uploader, before + upload.seconds());
    }
    Files.delete(download);
    Files.delete(converted);
    return seconds;
  }
}
