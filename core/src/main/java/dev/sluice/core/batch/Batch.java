package dev.sluice.core.batch;

import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.request.Folder;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;

/**
 * Jobs that were asked for together. Immutable. Which jobs they are, and how they stand, is asked
 * of the store: see {@link Slot}.
 *
 * @param show the show whose episodes they are; empty when each was named by itself
 * @param folder where their files go, if all go to the same one
 * @param webhook the receiver that is called when the last job is over
 * @param startedAt since when its jobs may run; empty while the batch is paused
 */
public record Batch(
    BatchId id,
    TenantId tenant,
    Optional<SourceUrl> show,
    Optional<Folder> folder,
    Optional<WebhookTarget> webhook,
    Instant createdAt,
    Optional<Instant> startedAt) {
  public Batch {
    Objects.requireNonNull(id);
    Objects.requireNonNull(tenant);
    Objects.requireNonNull(createdAt);
  }

  /** Created, and its jobs wait for somebody to start it. */
  public boolean isPaused() {
    return startedAt.isEmpty();
  }

  /** Returns this batch after its start. */
  public Batch started(Instant now) {
    return new Batch(id, tenant, show, folder, webhook, createdAt, Optional.of(now));
  }

  /**
   * How many batches there are, of all tenants.
   *
   * @param paused those with jobs that wait for a start
   * @param processing those with jobs that wait for a worker, or run
   * @param over all others
   */
  public record Counts(long paused, long processing, long over) {}

  /**
   * One place in a batch, and the job that holds it. A job that is tried again gives its place to
   * the new one, so a batch has as many places as it had jobs at the beginning.
   *
   * @param status how the job stands
   */
  public record Slot(JobId job, JobStatus status) {}

  /** Where a batch stands; it follows from its jobs. */
  public enum Status {
    /** Created but not started: its jobs do not run. */
    PAUSED,
    /** Some of its jobs are not over. */
    PROCESSING,
    /** All its jobs are over, and all of them went well. */
    COMPLETED,
    /** All its jobs are over; some failed or were skipped. */
    FINISHED
  }

  /**
   * How the places of a batch stand.
   *
   * @param total all places
   * @param failed Failed or Warning
   */
  public record Tally(int total, int completed, int failed, int skipped) {
    public static final Tally NONE = new Tally(0, 0, 0, 0);

    public static Tally of(Collection<Batch.Slot> places) {
      Tally tally = NONE;
      for (Batch.Slot place : places) {
        tally = tally.plus(place.status(), 1);
      }
      return tally;
    }

    /** With so many more places whose jobs stand so. */
    public Tally plus(JobStatus status, int more) {
      return switch (status) {
        case PENDING, PROCESSING -> new Tally(total + more, completed, failed, skipped);
        case COMPLETED -> new Tally(total + more, completed + more, failed, skipped);
        case FAILED, WARNING -> new Tally(total + more, completed, failed + more, skipped);
        case SKIPPED -> new Tally(total + more, completed, failed, skipped + more);
      };
    }

    /** How many are not over. */
    public int open() {
      return total - completed - failed - skipped;
    }

    /** Returns the batch's status. A batch whose jobs all ended before its start is over. */
    public Batch.Status status(Batch batch) {
      if (open() > 0) {
        return batch.isPaused() ? Batch.Status.PAUSED : Batch.Status.PROCESSING;
      }
      return failed + skipped == 0 ? Batch.Status.COMPLETED : Batch.Status.FINISHED;
    }
  }

  /** A batch, and how its jobs stand. */
  public record Summary(Batch batch, Batch.Tally tally) {
    public Batch.Status status() {
      return tally.status(batch);
    }
  }
}
