package dev.sluice.core.policy;

import dev.sluice.core.job.Job;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whether a job that failed is tried again, and after what pause. A pure function; the only place
 * where retries are decided.
 */
@FunctionalInterface
public interface RetryPolicy {
  /** The longest pause that a source may ask for with {@code Retry-After} before we give up. */
  Duration LONGEST_ASKED_PAUSE = Duration.ofHours(1);

  /**
   * @param job as it runs now: {@link Job#attempt()} counts the attempt that failed
   * @param failure what it failed with
   * @return the pause before the next attempt; empty when there is none
   */
  Optional<Duration> pauseBefore(Job job, Failed failure);

  /**
   * A failed attempt.
   *
   * @param asked the pause that the other side asked for
   */
  record Failed(dev.sluice.core.failure.FailureCode code, Optional<Duration> asked) {}

  /** Three attempts, with 2 s and 15 s between them, or longer where the other side asks for it. */
  static RetryPolicy standard() {
    return withPauses(List.of(Duration.ofSeconds(2), Duration.ofSeconds(15)));
  }

  /** One attempt. */
  static RetryPolicy never() {
    return (job, failure) -> Optional.empty();
  }

  /** As many further attempts as there are pauses, for failures that are worth another try. */
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
