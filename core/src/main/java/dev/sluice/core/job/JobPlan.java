package dev.sluice.core.job;

import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.request.InvalidRequestException.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The result that a job for a request would make, read from the beginning of its source.
 *
 * @param title as the source gives it
 * @param duration of the result; empty if it is unknown
 * @param streams what would become of each stream of the source; empty if the request is invalid or
 *     its source does not fit it
 * @param missing what the result would lack although it is asked for, one sentence each
 * @param estimatedSize of the result, in bytes; an estimate, and a rough one for encoded video
 * @param violations the rules that the request breaks; a submit would reject it
 * @param failures the failures with which the job would end, such as those of a tenant's quota
 */
public record JobPlan(
    Optional<String> title,
    Optional<Duration> duration,
    List<StreamReport> streams,
    List<String> missing,
    OptionalLong estimatedSize,
    List<Violation> violations,
    List<Job.Failure> failures) {
  public JobPlan {
    Objects.requireNonNull(title);
    Objects.requireNonNull(duration);
    streams = List.copyOf(streams);
    missing = List.copyOf(missing);
    Objects.requireNonNull(estimatedSize);
    violations = List.copyOf(violations);
    failures = List.copyOf(failures);
  }

  /** Returns the plan of an invalid request, whose source was not opened. */
  public static JobPlan invalid(List<Violation> violations) {
    return new JobPlan(
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        OptionalLong.empty(),
        violations,
        List.of());
  }

  /**
   * Returns whether a submit would accept the request and the job would end without a failure, as
   * far as the beginning of the source tells. Its file may still lack what {@link #missing} says.
   */
  public boolean isPossible() {
    return violations.isEmpty() && failures.isEmpty();
  }
}
