package dev.sluice.benchmarks.comparison;

import dev.sluice.benchmarks.measure.BenchOptions;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Stopwatch;
import dev.sluice.benchmarks.measure.TemporaryFolders;
import dev.sluice.benchmarks.peer.SluiceProcess;
import java.nio.file.Path;
import java.util.Map;

/**
 * A media URL that becomes an mp4 in a local folder, timed in turns with another program that does
 * the same.
 *
 * @param rounds how many count; one more warms up
 * @param other what the other side is called
 */
record SideBySide(BenchOptions bench, int rounds, String other) {

  /** The other side, from the URL to a file. */
  interface Program {
    void run(String url, Path folder) throws Exception;
  }

  /** The medians of both. */
  record Figures(double sluice, double other) {
    double ratio() {
      return sluice / other;
    }
  }

  /**
   * @param folder holds the server's {@code data}; results are deleted after each round
   */
  Figures run(SluiceProcess server, String url, Path folder, Program program) throws Exception {
    Samples ours = new Samples();
    Samples theirs = new Samples();
    for (int round = -1; round < rounds; round++) {
      Stopwatch watch = new Stopwatch();
      server.run(Map.of("url", url, "format", "mp4", "filename", "film"));
      double sluice = watch.seconds();
      TemporaryFolders.delete(folder.resolve("data/objects/videos"));
      Path theirFolder = TemporaryFolders.fresh(folder, "theirs");
      Stopwatch otherWatch = new Stopwatch();
      program.run(url, theirFolder);
      double seconds = otherWatch.seconds();
      TemporaryFolders.delete(theirFolder);
      bench.say(
          "%s: sluice %.2f s, %s %.2f s",
          round < 0 ? "warm-up" : "round " + (round + 1), sluice, other, seconds);
      if (round >= 0) {
        ours.add(sluice);
        theirs.add(seconds);
      }
    }
    return new Figures(ours.median(), theirs.median());
  }
}
