package dev.sluice.core.job;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is remembered together, all of it or nothing.
 *
 * @param answer what the caller is told, where it named its request by a key
 */
public record Submission(List<Job> jobs, Optional<KeptAnswer> answer) {
  public Submission {
    jobs = List.copyOf(jobs);
    Objects.requireNonNull(answer);
  }

  /** Jobs that nobody named by a key. */
  public static Submission of(List<Job> jobs) {
    return new Submission(jobs, Optional.empty());
  }
}
