package dev.sluice.core.port.store;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Page;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.IdempotencyStore.StoredResponse;
import dev.sluice.core.tenant.TenantId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

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
  Map<JobStatus, Long> counts(TenantId tenant);

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

  /**
   * What is remembered together, all of it or nothing.
   *
   * @param jobs each once; those of a batch in the order of their places; each carries the batch's
   *     id, and is paused if the batch is
   * @param told what is to be told of jobs that are over already; of the batch, only if all are
   * @param answer what the caller is told, where it named its request by a key
   */
  public record NewJobs(
      List<Job> jobs,
      Optional<Batch> batch,
      List<Notification> told,
      Optional<StoredResponse> answer) {
    public NewJobs {
      jobs = List.copyOf(jobs);
      Objects.requireNonNull(batch);
      told = List.copyOf(told);
      Objects.requireNonNull(answer);
      Set<JobId> ids = new HashSet<>();
      for (Job job : jobs) {
        if (!ids.add(job.id())) {
          throw new IllegalArgumentException("the job " + job.id() + " is there twice");
        }
      }
    }

    public NewJobs(List<Job> jobs, Optional<StoredResponse> answer) {
      this(jobs, Optional.empty(), List.of(), answer);
    }

    /** Jobs that nobody named by a key. */
    public static NewJobs of(List<Job> jobs) {
      return new NewJobs(jobs, Optional.empty());
    }

    /** A batch with its jobs. */
    public static NewJobs of(Batch batch, List<Job> jobs, List<Notification> told) {
      return new NewJobs(jobs, Optional.of(batch), told, Optional.empty());
    }

    /** The same with these in the places of its jobs. */
    public NewJobs with(List<Job> others) {
      return new NewJobs(others, batch, told, answer);
    }

    /** The same, of which the caller is told so. */
    public NewJobs answered(Optional<StoredResponse> what) {
      return new NewJobs(jobs, batch, told, what);
    }
  }
}
