package dev.sluice.core.policy;

import dev.sluice.core.job.Job;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The policy that decides whether a failed job is retried, and after which pause. A pure function;
 * no other code decides about retries of jobs.
 */
@FunctionalInterface
public interface RetryPolicy {
  /** The longest {@code Retry-After} that is waited for; a job whose source asks for more fails. */
  Duration LONGEST_ASKED_PAUSE = Duration.ofHours(1);

  /**
   * Returns the pause before the next attempt.
   *
   * @param job the running job; {@link Job#attempt()} includes the failed attempt
   * @param failure the failure of the attempt
   * @return the pause; empty if the job is not retried
   */
  Optional<Duration> pauseBefore(Job job, Failed failure);

  /**
   * A failed attempt.
   *
   * @param code the reason of the failure
   * @param asked the pause that the other side asked for
   */
  record Failed(dev.sluice.core.failure.FailureCode code, Optional<Duration> asked) {}

  /**
   * Returns a policy of three attempts, with pauses of 2 s and 15 s, or longer if the other side
   * asks.
   */
  static RetryPolicy standard() {
    return withPauses(List.of(Duration.ofSeconds(2), Duration.ofSeconds(15)));
  }

  /** Returns a policy of one attempt. */
  static RetryPolicy never() {
    return (job, failure) -> Optional.empty();
  }

  /** Returns a policy of one retry for each pause, for retryable failures. */
  static RetryPolicy withPauses(List<Duration> pauses) {
    List<Duration> steps = List.copyOf(pauses);
    return (job, failure) -> {
      int tries = job.attempt() - job.lostLeases();
      if (!failure.code().isRetryable() || tries > steps.size()) {
        return Optional.empty();
      }
      Duration pause = steps.get(Math.max(0, tries - 1));
      Duration asked = failure.asked().orElse(Duration.ZERO);
      if (asked.compareTo(LONGEST_ASKED_PAUSE) > 0) {
        return Optional.empty();
      }
      return Optional.of(pause.compareTo(asked) > 0 ? pause : asked);
    };
  }
}
