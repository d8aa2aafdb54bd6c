package dev.sluice.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A film becomes an mp4 with its index in front, in a bucket: Sluice in one stream, beside curl,
 * then the ffmpeg program, then an upload by curl.
 */
final class RemuxS3 {
  private static final double GOAL = 0.6;

  private RemuxS3() {}

  static void run(Bench bench) throws Exception {
    Programs.require("ffmpeg", "curl", "bash");
    int megabytes = bench.megabytes().orElse(500);
    int rounds = bench.rounds().orElse(7);
    Path film = new Clips(bench.work()).film(megabytes);
    Path folder = Folders.fresh(bench.work(), "remux-s3");
    Samples ours = new Samples();
    Samples theirs = new Samples();
    try (ChildJvm origin = OriginProcess.start(film.getParent());
        S3Target s3 = S3Target.open(bench, folder.resolve("s3"));
        SluiceServer server =
            SluiceServer.start(bench, folder.resolve("data"), 1, s3.settings(), s3.environment())) {
      String url = origin.firstLine() + "/" + film.getFileName();
      for (int round = -1; round < rounds; round++) {
        double sluice = sluice(server, url);
        double others = others(url, folder, s3);
        s3.empty(2);
        bench.say(
            "%s: sluice %.2f s, curl + ffmpeg + upload %.2f s",
            round < 0 ? "warm-up" : "round " + (round + 1), sluice, others);
        if (round >= 0) {
          ours.add(sluice);
          theirs.add(others);
        }
      }
    } finally {
      Folders.delete(folder);
    }
    bench.say(
        "%d MB, medians of %d: sluice %.2f s, curl + ffmpeg + upload %.2f s, ratio %.2f (goal: at most %.2f)",
        megabytes, rounds, ours.median(), theirs.median(), ours.median() / theirs.median(), GOAL);
  }

  private static double sluice(SluiceServer server, String url) throws Exception {
    Stopwatch watch = new Stopwatch();
    server.run(Map.of("url", url, "format", "mp4", "filename", "film"));
    return watch.seconds();
  }

  private static double others(String url, Path folder, S3Target s3) throws Exception {
    Path download = folder.resolve("download.mkv");
    Path converted = folder.resolve("converted.mp4");
    Stopwatch watch = new Stopwatch();
    Programs.run("curl", "-sSf", "-o", download.toString(), url);
    Programs.run(RemuxLocal.remux(download, converted));
    // The bytes stay out of the signature: s3proxy would hold all of them in memory to check it.
    Programs.run(
        "curl",
        "-sSf",
        "-K",
        s3.curlConfiguration(folder).toString(),
        "-H",
        "x-amz-content-sha256: UNSIGNED-PAYLOAD",
        "-T",
        converted.toString(),
        s3.url("film-by-curl.mp4"));
    double seconds = watch.seconds();
    Files.delete(download);
    Files.delete(converted);
    return seconds;
  }
}
