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
 * Jobs and their moves. A store compares versions and makes no other decisions. Thread-safe, and
 * safe among processes that share it.
 *
 * <p>Every method throws {@link dev.sluice.core.failure.SluiceException} STORE_UNAVAILABLE when the
 * database cannot be reached.
 */
public interface JobStore {
  /**
   * Inserts new jobs, all or none of them, with their batch, if they form one, and the response to
   * their caller. When this returns, they survive the death of the process; a store in memory
   * documents that it is the exception.
   *
   * @throws IllegalArgumentException if a job of the same id exists
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
   * after this move; if the last jobs end at the same moment, exactly one of their moves adds them.
   *
   * @return false, without a change, if the stored version is not the previous one
   */
  boolean move(Job next, List<Notification> notifications);

  /** Checks that the store can be read and written right now; throws if not. */
  void check();

  /**
   * New jobs, and everything that is stored together with them in one transaction.
   *
   * @param jobs without duplicates; those of a batch in the order of their slots, each with the
   *     batch's id, and paused if the batch is
   * @param notifications about jobs that are already over, and about the batch if all of them are
   * @param response the response to the caller, if the request has an idempotency key
   */
  public record NewJobs(
      List<Job> jobs,
      Optional<Batch> batch,
      List<Notification> notifications,
      Optional<StoredResponse> response) {
    public NewJobs {
      jobs = List.copyOf(jobs);
      Objects.requireNonNull(batch);
      notifications = List.copyOf(notifications);
      Objects.requireNonNull(response);
      Set<JobId> ids = new HashSet<>();
      for (Job job : jobs) {
        if (!ids.add(job.id())) {
          throw new IllegalArgumentException("the job " + job.id() + " occurs twice");
        }
      }
    }

    public NewJobs(List<Job> jobs, Optional<StoredResponse> response) {
      this(jobs, Optional.empty(), List.of(), response);
    }

    /** Returns new jobs without a batch and without an idempotency key. */
    public static NewJobs of(List<Job> jobs) {
      return new NewJobs(jobs, Optional.empty());
    }

    /** Returns a new batch with its jobs, without an idempotency key. */
    public static NewJobs of(Batch batch, List<Job> jobs, List<Notification> notifications) {
      return new NewJobs(jobs, Optional.of(batch), notifications, Optional.empty());
    }

    /** Returns a copy with other jobs. */
    public NewJobs with(List<Job> others) {
      return new NewJobs(others, batch, notifications, response);
    }

    /** Returns a copy with this response to the caller. */
    public NewJobs withResponse(Optional<StoredResponse> answer) {
      return new NewJobs(jobs, batch, notifications, answer);
    }
  }
}
