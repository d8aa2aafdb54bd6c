package dev.sluice.core.job;

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
public record Submission(
    List<Job> jobs, Optional<Batch> batch, List<Notification> told, Optional<KeptAnswer> answer) {
  public Submission {
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

  public Submission(List<Job> jobs, Optional<KeptAnswer> answer) {
    this(jobs, Optional.empty(), List.of(), answer);
  }

  /** Jobs that nobody named by a key. */
  public static Submission of(List<Job> jobs) {
    return new Submission(jobs, Optional.empty());
  }

  /** A batch with its jobs. */
  public static Submission of(Batch batch, List<Job> jobs, List<Notification> told) {
    return new Submission(jobs, Optional.of(batch), told, Optional.empty());
  }

  /** The same with these in the places of its jobs. */
  public Submission with(List<Job> others) {
    return new Submission(others, batch, told, answer);
  }

  /** The same, of which the caller is told so. */
  public Submission answered(Optional<KeptAnswer> what) {
    return new Submission(jobs, batch, told, what);
  }
}
