package dev.sluice.core.batch;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.tenant.StoredResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

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
