package dev.sluice.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Excuses;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.Job.Lease;
import dev.sluice.core.job.JobId;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private final RetryPolicy policy = RetryPolicy.standard();

  @Test
  void the_pauses_grow_and_end() {
    assertThat(pauseAfter(1, 0, Optional.empty())).contains(Duration.ofSeconds(2));
    assertThat(pauseAfter(2, 0, Optional.empty())).contains(Duration.ofSeconds(15));
    assertThat(pauseAfter(3, 0, Optional.empty())).isEmpty();
  }

  @Test
  void deaths_of_workers_are_not_the_jobs_fault() {
    assertThat(pauseAfter(3, 2, Optional.empty())).contains(Duration.ofSeconds(2));
  }

  @Test
  void an_outage_is_waited_for_however_long_it_takes() {
    assertThat(pauseInOutage(0)).contains(Duration.ofSeconds(1));
    assertThat(pauseInOutage(2)).contains(Duration.ofSeconds(4));
    assertThat(pauseInOutage(100)).contains(Duration.ofSeconds(8));
    assertThat(
            RetryPolicy.never()
                .pauseBefore(
                    job(1, 0),
                    new RetryPolicy.Failed(FailureCode.STORE_UNAVAILABLE, Optional.empty(), true)))
        .isEmpty();
  }

  private Optional<Duration> pauseInOutage(int excused) {
    return policy.pauseBefore(
        job(excused + 1, 0).toBuilder().excused(new Excuses(excused, 0, 0, 0)).build(),
        new RetryPolicy.Failed(FailureCode.STORE_REFUSED, Optional.empty(), true));
  }

  @Test
  void excused_attempts_do_not_count() {
    Job job = job(5, 1).toBuilder().excused(new Excuses(1, 0, 1, 1)).build();

    assertThat(
            policy.pauseBefore(
                job, new RetryPolicy.Failed(FailureCode.SOURCE_BROKEN, Optional.empty())))
        .contains(Duration.ofSeconds(2));
  }

  @Test
  void a_pause_that_the_source_asks_for_is_kept_when_it_is_longer() {
    assertThat(pauseAfter(1, 0, Optional.of(Duration.ofSeconds(40))))
        .contains(Duration.ofSeconds(40));
    assertThat(pauseAfter(2, 0, Optional.of(Duration.ofSeconds(1))))
        .contains(Duration.ofSeconds(15));
  }

  @Test
  void a_source_that_asks_for_hours_is_given_up() {
    assertThat(pauseAfter(1, 0, Optional.of(Duration.ofSeconds(13_749)))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(FailureCode.class)
  void only_failures_worth_another_try_get_one(FailureCode code) {
    Optional<Duration> pause =
        policy.pauseBefore(job(1, 0), new RetryPolicy.Failed(code, Optional.empty()));

    assertThat(pause.isPresent()).isEqualTo(code.isRetryable());
  }

  private Optional<Duration> pauseAfter(int attempt, int lostLeases, Optional<Duration> asked) {
    return policy.pauseBefore(
        job(attempt, lostLeases), new RetryPolicy.Failed(FailureCode.SOURCE_BROKEN, asked));
  }

  private static Job job(int attempt, int lostLeases) {
    return Job.submitted(
            new JobId(new UUID(0, 1)),
            TenantId.LOCAL,
            JobRequest.of("https://example.com/a.mp4"),
            NOON)
        .claimed(new Lease("w", NOON), NOON)
        .toBuilder()
        .attempt(attempt)
        .lostLeases(lostLeases)
        .build();
  }
}
