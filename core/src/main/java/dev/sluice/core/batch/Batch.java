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
 * A batch of jobs that were submitted together. Immutable. Its jobs and their statuses are in the
 * store; see {@link Slot}.
 *
 * @param show the show whose episodes the jobs are for; empty for separate requests
 * @param folder the folder of their files, if all jobs share it
 * @param webhook the receiver that is called when the last job is over
 * @param startedAt the time from which the jobs may run; empty while the batch is paused
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

  /** Returns whether the jobs wait for a start of the batch. */
  public boolean isPaused() {
    return startedAt.isEmpty();
  }

  /** Returns this batch after its start. */
  public Batch started(Instant now) {
    return new Batch(id, tenant, show, folder, webhook, createdAt, Optional.of(now));
  }

  /**
   * The number of batches of all tenants, by state.
   *
   * @param paused batches with jobs that wait for a start
   * @param processing batches with jobs that wait for a worker, or run
   * @param over all other batches
   */
  public record Counts(long paused, long processing, long over) {}

  /**
   * A slot of a batch, with the job in it. A retry puts the new job into the slot of the old one,
   * so a batch always has as many slots as it had jobs at the beginning.
   *
   * @param status the status of the job
   */
  public record Slot(JobId job, JobStatus status) {}

  /** The status of a batch, which follows from its jobs. */
  public enum Status {
    /** Created but not started: its jobs do not run. */
    PAUSED,
    /** Some of its jobs are not over. */
    PROCESSING,
    /** All its jobs are over and Completed. */
    COMPLETED,
    /** All its jobs are over; some failed or were skipped. */
    FINISHED
  }

  /**
   * The slots of a batch, counted by the status of their jobs.
   *
   * @param total all slots
   * @param failed slots whose job is Failed or Warning
   */
  public record Tally(int total, int completed, int failed, int skipped) {
    public static final Tally NONE = new Tally(0, 0, 0, 0);

    /** Counts these slots. */
    public static Tally of(Collection<Batch.Slot> slots) {
      Tally tally = NONE;
      for (Batch.Slot slot : slots) {
        tally = tally.plus(slot.status(), 1);
      }
      return tally;
    }

    /** Returns a tally with {@code more} additional slots of this status. */
    public Tally plus(JobStatus status, int more) {
      return switch (status) {
        case PENDING, PROCESSING -> new Tally(total + more, completed, failed, skipped);
        case COMPLETED -> new Tally(total + more, completed + more, failed, skipped);
        case FAILED, WARNING -> new Tally(total + more, completed, failed + more, skipped);
        case SKIPPED -> new Tally(total + more, completed, failed, skipped + more);
      };
    }

    /** Returns the number of slots whose jobs are not over. */
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

  /** A batch with the tally of its jobs. */
  public record Summary(Batch batch, Batch.Tally tally) {
    /** Returns the status of the batch. */
    public Batch.Status status() {
      return tally.status(batch);
    }
  }

  /** The time from which the jobs of a new batch may run. */
  public enum Start {
    /** At once. */
    IMMEDIATE,
    /** After the batch is started. */
    PAUSED
  }
}
