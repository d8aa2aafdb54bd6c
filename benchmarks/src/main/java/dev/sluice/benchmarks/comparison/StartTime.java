package dev.sluice.benchmarks.comparison;

import dev.sluice.benchmarks.measure.BenchOptions;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Stopwatch;
import dev.sluice.benchmarks.measure.TemporaryFolders;
import dev.sluice.benchmarks.peer.SluiceProcess;
import java.nio.file.Path;
import java.util.List;

/** How long {@code ./sluice serve} takes until {@code /ready} answers, when it has run before. */
public final class StartTime {
  private static final double GOAL = 3;

  private StartTime() {}

  public static void run(BenchOptions bench) throws Exception {
    int rounds = bench.rounds().orElse(10);
    Path folder = TemporaryFolders.fresh(bench.work(), "start");
    Samples seconds = new Samples();
    try {
      for (int round = -1; round < rounds; round++) {
        Stopwatch watch = new Stopwatch();
        try (SluiceProcess server =
            SluiceProcess.start(bench, folder.resolve("data"), 2, List.of())) {
          double took = watch.seconds();
          bench.say("%s: %.2f s", round < 0 ? "warm-up" : "round " + (round + 1), took);
          if (round >= 0) {
            seconds.add(took);
          }
        }
      }
    } finally {
      TemporaryFolders.delete(folder);
    }
    bench.say(
        "Start until /ready, %d times: median %.2f s, most %.2f s (goal: under %.0f s)",
        rounds, seconds.median(), seconds.most(), GOAL);
  }
}
