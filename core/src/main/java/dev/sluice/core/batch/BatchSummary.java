package dev.sluice.core.batch;

/** A batch, and how its jobs stand. */
public record BatchSummary(Batch batch, BatchTally tally) {
  public BatchStatus status() {
    return tally.status(batch);
  }
}
