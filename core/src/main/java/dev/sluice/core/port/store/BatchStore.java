package dev.sluice.core.port.store;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.Page;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Batches of the jobs of a {@link JobStore}, which inserts them together with their jobs. What is
 * done to both is one transaction. Changes of one batch, the last moves of its jobs among them,
 * come one after the other. Thread-safe, and safe among processes that share it.
 *
 * <p>Every method throws {@link dev.sluice.core.failure.SluiceException} STORE_UNAVAILABLE when the
 * database cannot be reached.
 */
public interface BatchStore {
  Optional<Batch> find(BatchId id);

  /**
   * The places and who holds them, in the order of the submission; none if there is no such batch.
   */
  List<Batch.Slot> places(BatchId id);

  /** The jobs that hold the places, in the same order. */
  List<Job> jobs(BatchId id);

  /**
   * An tenant's batches, newest first.
   *
   * @param limit 1 or more
   */
  Page<Batch.Summary> list(TenantId tenant, int limit, int offset);

  /** How many there are of all tenants: quick, however many are over. */
  Batch.Counts counts();

  /**
   * Starts a paused batch: each of its paused jobs is moved with {@link Job#started}. Of two
   * callers at once one starts it. It survives as an insert does.
   *
   * @return the jobs as they stand now; empty if the batch was not paused, or is not there
   */
  Optional<List<Job>> start(BatchId id, Instant now);

  /**
   * Takes the next versions of several jobs of a batch, each as {@link JobStore#move} would, in one
   * transaction. It survives as an insert does.
   *
   * @param told remembered for the jobs that were taken; what is told of the batch itself, only if
   *     one was taken and none is open afterwards
   * @return those that were taken: the others are no longer the version before
   */
  List<Job> move(BatchId id, List<Job> nexts, List<Notification> told);

  /**
   * Inserts jobs that try others of the batch again, each in the place of the one that its {@code
   * retryOf} names; paused if the batch is. One whose place is held by yet another job by now is
   * left out. It survives as an insert does.
   *
   * @return those that were inserted, as they stand now
   */
  List<Job> replace(BatchId id, List<Job> again);
}
