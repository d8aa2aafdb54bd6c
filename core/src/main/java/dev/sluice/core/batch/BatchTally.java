package dev.sluice.core.batch;

import dev.sluice.core.job.JobStatus;
import java.util.Collection;

/**
 * How the places of a batch stand.
 *
 * @param total all places
 * @param failed Failed or Warning
 */
public record BatchTally(int total, int completed, int failed, int skipped) {
  public static final BatchTally NONE = new BatchTally(0, 0, 0, 0);

  public static BatchTally of(Collection<BatchSlot> places) {
    BatchTally tally = NONE;
    for (BatchSlot place : places) {
      tally = tally.plus(place.status(), 1);
    }
    return tally;
  }

  /** With so many more places whose jobs stand so. */
  public BatchTally plus(JobStatus status, int more) {
    return switch (status) {
      case PENDING, PROCESSING -> new BatchTally(total + more, completed, failed, skipped);
      case COMPLETED -> new BatchTally(total + more, completed + more, failed, skipped);
      case FAILED, WARNING -> new BatchTally(total + more, completed, failed + more, skipped);
      case SKIPPED -> new BatchTally(total + more, completed, failed, skipped + more);
    };
  }

  /** How many are not over. */
  public int open() {
    return total - completed - failed - skipped;
  }

  /** What the batch's status is then. One whose jobs were all ended before a start is over. */
  public BatchStatus status(Batch batch) {
    if (open() > 0) {
      return batch.isPaused() ? BatchStatus.PAUSED : BatchStatus.PROCESSING;
    }
    return failed + skipped == 0 ? BatchStatus.COMPLETED : BatchStatus.FINISHED;
  }
}
