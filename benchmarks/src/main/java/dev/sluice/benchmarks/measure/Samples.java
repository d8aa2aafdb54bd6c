package dev.sluice.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;

/** Measurements of one thing. */
public final class Samples {
  private final List<Double> values = new ArrayList<>();

  public void add(double value) {
    values.add(value);
  }

  public double median() {
    return quantile(0.5);
  }

  /** The value that this share of the measurements does not exceed, by nearest rank. */
  public double quantile(double share) {
    List<Double> sorted = values.stream().sorted().toList();
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.get(Math.max(0, rank - 1));
  }

  public double most() {
    return quantile(1);
  }
}
