package dev.sluice.benchmarks.load;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How a server answered a load.
 *
 * @param answers of status 2xx that count
 * @param all requests that were answered so, those of the warm-up included
 * @param failures other answers and broken connections
 */
public record LoadResult(
    long answers,
    long all,
    long failures,
    double perSecond,
    double medianMillis,
    double p99Millis,
    double mostMillis) {

  /**
   * @param micros what each answer that counts took
   */
  static LoadResult of(long[] micros, long all, long failures, double seconds) {
    long[] sorted = micros.clone();
    Arrays.sort(sorted);
    return new LoadResult(
        sorted.length,
        all,
        failures,
        sorted.length / seconds,
        millis(sorted, 0.5),
        millis(sorted, 0.99),
        millis(sorted, 1));
  }

  private static double millis(long[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, rank - 1)] / 1_000.0;
  }

  String line() {
    return String.join(
        " ",
        List.of(
            Long.toString(answers),
            Long.toString(all),
            Long.toString(failures),
            Double.toString(perSecond),
            Double.toString(medianMillis),
            Double.toString(p99Millis),
            Double.toString(mostMillis)));
  }

  static LoadResult parse(String line) {
    String[] fields = line.split(" ");
    return new LoadResult(
        Long.parseLong(fields[0]),
        Long.parseLong(fields[1]),
        Long.parseLong(fields[2]),
        Double.parseDouble(fields[3]),
        Double.parseDouble(fields[4]),
        Double.parseDouble(fields[5]),
        Double.parseDouble(fields[6]));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,.0f a second; median %.1f ms, p99 %.1f ms, most %.1f ms%s",
        perSecond,
        medianMillis,
        p99Millis,
        mostMillis,
        failures == 0 ? "" : "; " + failures + " FAILED");
  }
}
