package dev.sluice.core.policy;

import dev.sluice.core.failure.FailureCode;
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
  /** The longest pause before an attempt in an outage. */
  Duration LONGEST_PAUSE_IN_OUTAGE = Duration.ofSeconds(8);

  /**
   * The longest pause before an attempt; longer ones are shortened to it. A job whose source asks
   * for a longer {@code Retry-After} fails. A stored due time that is further ahead shows that the
   * clock was set back.
   */
  Duration LONGEST_PAUSE = Duration.ofHours(1);

  /**
   * Returns the pause before the next attempt.
   *
   * @param job the running job; {@link Job#countedAttempts()} includes the failed attempt
   * @param failure the failure of the attempt
   * @return the pause; empty if the job is not retried
   */
  Optional<Duration> pauseBefore(Job job, Failed failure);

  /**
   * A failed attempt.
   *
   * @param code the reason of the failure
   * @param asked the pause that the other side asked for
   * @param isOutage whether the attempt met an outage of the default storage, or lacked file
   *     handles or memory that others held. If a pause is returned, the attempt does not count, and
   *     nothing is claimed before that is over
   */
  record Failed(FailureCode code, Optional<Duration> asked, boolean isOutage) {
    /** Creates a failure that is no outage. */
    public Failed(FailureCode code, Optional<Duration> asked) {
      this(code, asked, false);
    }
  }

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

  /**
   * Returns a policy of one retry for each pause, for retryable failures. In an outage it retries
   * without a limit.
   */
  static RetryPolicy withPauses(List<Duration> pauses) {
    List<Duration> steps = List.copyOf(pauses);
    return (job, failure) -> {
      if (failure.isOutage()) {
        return Optional.of(pauseInOutage(job.excused().total()));
      }
      int tries = job.countedAttempts();
      if (!failure.code().isRetryable() || tries > steps.size()) {
        return Optional.empty();
      }
      Duration pause = steps.get(Math.max(0, tries - 1));
      Duration asked = failure.asked().orElse(Duration.ZERO);
      if (asked.compareTo(LONGEST_PAUSE) > 0) {
        return Optional.empty();
      }
      return Optional.of(pause.compareTo(asked) > 0 ? pause : asked);
    };
  }

  private static Duration pauseInOutage(int excused) {
    Duration doubled = Duration.ofSeconds(1L << Math.min(excused, 10));
    return doubled.compareTo(LONGEST_PAUSE_IN_OUTAGE) > 0 ? LONGEST_PAUSE_IN_OUTAGE : doubled;
  }
}
