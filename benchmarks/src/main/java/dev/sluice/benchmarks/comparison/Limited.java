package dev.sluice.benchmarks.comparison;

import dev.sluice.benchmarks.measure.Bench;
import dev.sluice.benchmarks.measure.Folders;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Stopwatch;
import dev.sluice.benchmarks.peer.ChildJvm;
import dev.sluice.benchmarks.peer.Clips;
import dev.sluice.benchmarks.peer.OriginProcess;
import dev.sluice.benchmarks.peer.Programs;
import dev.sluice.benchmarks.peer.SluiceProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A film from an origin that gives each connection so much and no more, beside one connection. */
public final class Limited {
  private static final double GOAL = 0.2;
  private static final long BYTES_PER_SECOND = 8_000_000;

  private Limited() {}

  public static void run(Bench bench) throws Exception {
    Programs.require("ffmpeg", "curl");
    int megabytes = bench.megabytes().orElse(200);
    int rounds = bench.rounds().orElse(3);
    Path film = new Clips(bench.work()).film(megabytes);
    Path folder = Folders.fresh(bench.work(), "limited");
    Samples ours = new Samples();
    Samples theirs = new Samples();
    try (ChildJvm origin = OriginProcess.start(film.getParent(), BYTES_PER_SECOND);
        SluiceProcess server = SluiceProcess.start(bench, folder.resolve("data"), 1, List.of())) {
      String url = origin.firstLine() + "/" + film.getFileName();
      for (int round = 0; round < rounds; round++) {
        Stopwatch watch = new Stopwatch();
        server.run(Map.of("url", url, "format", "mp4", "filename", "film"));
        ours.add(watch.seconds());
        Folders.delete(folder.resolve("data/objects/videos"));
        Stopwatch other = new Stopwatch();
        Programs.run("curl", "-sSf", "-o", "/dev/null", url);
        theirs.add(other.seconds());
      }
    } finally {
      Folders.delete(folder);
    }
    bench.say(
        "%d MB, 8 MB/s a connection, medians of %d: sluice, remuxed and stored, %.2f s, one"
            + " connection %.2f s, ratio %.2f (goal: at most %.2f)",
        megabytes, rounds, ours.median(), theirs.median(), ours.median() / theirs.median(), GOAL);
  }
}
