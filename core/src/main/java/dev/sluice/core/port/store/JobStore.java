package dev.sluice.core.port.store;

import dev.sluice.core.batch.NewJobs;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Page;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.tenant.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Jobs and their moves. A store compares versions and decides nothing. Thread-safe, and safe among
 * processes that share it.
 *
 * <p>Every method throws {@link dev.sluice.core.failure.SluiceException} STORE_UNAVAILABLE when the
 * database cannot be reached.
 */
public interface JobStore {
  /**
   * Inserts new jobs, all or none of them, with their batch, if they make one, and the response to
   * their caller. When this returns they survive the death of the process, except in a store in
   * memory, which says so.
   *
   * @throws IllegalArgumentException if an id is already there
   * @throws dev.sluice.core.failure.SluiceException KEY_IN_USE if the request no longer holds the
   *     idempotency key of its response; nothing is inserted then
   */
  void insert(NewJobs submission);

  /** Inserts new jobs without a batch and without an idempotency key. */
  default void insert(List<Job> jobs) {
    insert(NewJobs.of(jobs));
  }

  /** Returns the job with the progress of its last heartbeat. */
  Optional<Job> find(JobId id);

  /** Returns a tenant's jobs, newest first. Totals are exact and quick, except that of a folder. */
  Page<Job> list(JobQuery query);

  /**
   * Counts a tenant's jobs by status; paused ones count as Pending, and a status without jobs may
   * be absent. Quick, however many jobs there are.
   */
  Map<JobStatus, Long> counts(TenantId owner);

  /**
   * Replaces a job by its next version and adds the notifications to the outbox, in one
   * transaction. Notifications about the job's batch are added only if no job of the batch is open
   * after this move: if several last jobs end at the same moment, exactly one finds it so.
   *
   * @return false, and nothing is changed, if the stored version is not the one before
   */
  boolean move(Job next, List<Notification> notifications);

  /** Returns if the store can be read and written right now. */
  void check();
}
