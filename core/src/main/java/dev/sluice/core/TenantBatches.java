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
 * One tenant's batches: those of others do not exist here. They are made by {@link
 * Tenant#submitAll}. Thread-safe.
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

  public Optional<Batch> find(BatchId id) {
    return store.find(id).filter(batch -> batch.tenant().equals(tenant));
  }

  /** The batch's places, in order; none if it is not here. */
  public List<Batch.Slot> places(BatchId id) {
    return isHere(id) ? store.places(id) : List.of();
  }

  /**
   * The newest first.
   *
   * @param limit 1 or more
   */
  public Page<Batch.Summary> list(int limit, int offset) {
    return store.list(tenant, limit, offset);
  }

  /**
   * Lets the jobs of a paused batch run.
   *
   * @return how many; empty if it is not paused, or is not here
   * @throws dev.sluice.core.failure.SluiceException QUEUE_FULL
   */
  public Optional<Integer> start(BatchId id) {
    return isHere(id) ? batches.start(id) : Optional.empty();
  }

  /**
   * Gives the results of a paused batch's jobs other names, as far as that can be done.
   *
   * @param names without extension
   * @return a sentence for each job whose name stays as it is
   */
  public Map<JobId, String> rename(BatchId id, Map<JobId, String> names) {
    return isHere(id) ? batches.rename(id, names) : Map.of();
  }

  /**
   * Ends all jobs that are not over.
   *
   * @return how many
   */
  public int cancel(BatchId id) {
    return isHere(id) ? batches.cancel(id) : 0;
  }

  /**
   * Tries the failed jobs again; new jobs take their places.
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
