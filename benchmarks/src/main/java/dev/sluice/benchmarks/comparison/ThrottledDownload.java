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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Downloads from an origin that limits each connection: Sluice against one connection. */
public final class ThrottledDownload {
  private static final double GOAL = 0.2;
  private static final long BYTES_PER_SECOND = 8_000_000;

  private ThrottledDownload() {}

  public static void run(BenchOptions bench) throws Exception {
    Programs.require("ffmpeg", "curl");
    int megabytes = bench.megabytes().orElse(200);
    int rounds = bench.rounds().orElse(3);
    Path film = new Clips(bench.work()).film(megabytes);
    Path folder = TemporaryFolders.fresh(bench.work(), "limited");
    Samples ours = new Samples();
    Samples theirs = new Samples();
    try (ChildJvm origin = OriginProcess.start(film.getParent(), BYTES_PER_SECOND);
        SluiceProcess server = SluiceProcess.start(bench, folder.resolve("data"), 1, List.of())) {
      String url = origin.firstLine() + "/" + film.getFileName();
      for (int round = 0; round < rounds; round++) {
        Stopwatch watch = new Stopwatch();
        server.run(Map.of("url", url, "format", "mp4", "filename", "film"));
        ours.add(watch.seconds());
        TemporaryFolders.delete(folder.resolve("data/objects/videos"));
        Stopwatch other = new Stopwatch();
        Programs.run("curl", "-sSf", "-o", "/dev/null", url);
        theirs.add(other.seconds());
      }
    } finally {
      TemporaryFolders.delete(folder);
    }
    bench.say(
        "%d MB, 8 MB/s a connection, medians of %d: sluice, remuxed and stored, %.2f s, one"
            + " connection %.2f s, ratio %.2f (goal: at most %.2f)",
        megabytes, rounds, ours.median(), theirs.median(), ours.median() / theirs.median(), GOAL);
  }
}
