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
 * The batches of a {@link JobStore}, which inserts them together with their jobs. A change of a
 * batch and its jobs is one transaction. Changes of one batch, including the last moves of its
 * jobs, run one after the other. Thread-safe, and safe among processes that share it.
 *
 * <p>Every method throws {@link dev.sluice.core.failure.SluiceException} STORE_UNAVAILABLE when the
 * database cannot be reached.
 */
public interface BatchStore {
  /** Returns the batch, if it exists. */
  Optional<Batch> find(BatchId id);

  /**
   * Returns the slots of the batch with their jobs, in the order of the submission; an empty list
   * if there is no such batch.
   */
  List<Batch.Slot> slots(BatchId id);

  /** Returns the jobs in the slots of the batch, in the same order. */
  List<Job> jobs(BatchId id);

  /**
   * Returns a tenant's batches, newest first.
   *
   * @param limit 1 or more
   */
  Page<Batch.Summary> list(TenantId tenant, int limit, int offset);

  /** Counts the batches of all tenants. Quick, however many batches are over. */
  Batch.Counts counts();

  /**
   * Starts a paused batch: each of its paused jobs is moved with {@link Job#started}. Of two
   * concurrent calls, one starts it. The change is as durable as an insert.
   *
   * @return the jobs after the start; empty if the batch was not paused, or does not exist
   */
  Optional<List<Job>> start(BatchId id, Instant now);

  /**
   * Stores the next versions of several jobs of a batch in one transaction, each under the
   * conditions of {@link JobStore#move}. The change is as durable as an insert.
   *
   * @param notifications added for the jobs whose next version was stored; those about the batch
   *     itself only if a version was stored and no job of the batch is open afterwards
   * @return the jobs whose next version was stored; the others have changed in the meantime
   */
  List<Job> move(BatchId id, List<Job> nexts, List<Notification> notifications);

  /**
   * Inserts jobs that retry other jobs of the batch. Each takes the slot of the job that its {@code
   * retryOf} names, and is paused if the batch is. A job whose slot was given to another job in the
   * meantime is left out. The change is as durable as an insert.
   *
   * @return the inserted jobs, as they are stored
   */
  List<Job> replace(BatchId id, List<Job> again);
}
