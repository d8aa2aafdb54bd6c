package dev.sluice.core;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.engine.BatchOperations;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.Page;
import dev.sluice.core.port.store.BatchStore;
import dev.sluice.core.tenant.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The batches of one tenant; batches of other tenants are treated as absent. {@link
 * Tenant#submitAll} and submits of shows make them. Thread-safe.
 */
public final class TenantBatches {
  private final TenantId tenant;
  private final BatchOperations batches;
  private final BatchStore store;

  TenantBatches(TenantId tenant, BatchOperations batches, BatchStore store) {
    this.tenant = tenant;
    this.batches = batches;
    this.store = store;
  }

  /** Returns the batch; empty if this tenant has no such batch. */
  public Optional<Batch> find(BatchId id) {
    return store.find(id).filter(batch -> batch.tenant().equals(tenant));
  }

  /** Returns the batch's slots, in order; an empty list if this tenant has no such batch. */
  public List<Batch.Slot> slots(BatchId id) {
    return isHere(id) ? store.slots(id) : List.of();
  }

  /**
   * Returns batches, newest first.
   *
   * @param limit 1 or more
   */
  public Page<Batch.Summary> list(int limit, int offset) {
    return store.list(tenant, limit, offset);
  }

  /**
   * Starts a paused batch, so that its jobs may run.
   *
   * @return the number of jobs started; empty if the batch is not paused, or this tenant has no
   *     such batch
   * @throws dev.sluice.core.failure.SluiceException QUEUE_FULL
   */
  public Optional<Integer> start(BatchId id) {
    return isHere(id) ? batches.start(id) : Optional.empty();
  }

  /**
   * Renames the results of jobs of a paused batch, as far as possible.
   *
   * @param names the new names, without extension
   * @return for each job that was not renamed, a sentence that says why
   */
  public Map<JobId, String> rename(BatchId id, Map<JobId, String> names) {
    return isHere(id) ? batches.rename(id, names) : Map.of();
  }

  /**
   * Cancels all jobs of the batch that are not over.
   *
   * @return the number of jobs cancelled
   */
  public int cancel(BatchId id) {
    return isHere(id) ? batches.cancel(id) : 0;
  }

  /**
   * Retries the failed jobs of the batch; new jobs take over their slots.
   *
   * @return the new jobs
   * @throws dev.sluice.core.failure.SluiceException QUEUE_FULL
   */
  public List<Job> retry(BatchId id) {
    return isHere(id) ? batches.retry(id) : List.of();
  }

  private boolean isHere(BatchId id) {
    return find(id).isPresent();
  }
}
