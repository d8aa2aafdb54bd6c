package dev.sluice.core.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Job.Lease;
import dev.sluice.core.job.Job.Timings;
import dev.sluice.core.job.Progress.Step;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JobTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final Lease LEASE = new Lease("w", NOON.plusSeconds(10));
  private static final Job.Failure BROKEN = new Job.Failure(FailureCode.SOURCE_BROKEN, "broken");
  private static final Artifact ARTIFACT =
      new Artifact(ObjectPath.of("videos/a.mp4"), Container.MP4.contentType(), 7, "h264:copy");

  private final Job job =
      Job.submitted(
          new JobId(new UUID(0, 1)),
          TenantId.LOCAL,
          JobRequest.of("https://example.com/a.mp4"),
          NOON);

  @Test
  void a_submitted_job_waits_and_is_due_at_once() {
    assertThat(job.status()).isEqualTo(JobStatus.PENDING);
    assertThat(job.dueAt()).isEqualTo(NOON);
    assertThat(job.attempt()).isZero();
    assertThat(job.version()).isZero();
  }

  @Test
  void the_storage_that_came_with_a_job_is_wiped_by_every_end_and_by_nothing_else() {
    Job alone =
        job.toBuilder()
            .storage(Optional.of(JobDestination.forAlone(job.id(), "place", "sealed.1.x")))
            .build();
    Job running = alone.claimed(LEASE, NOON);
    Job again = running.postponed(BROKEN, NOON).claimed(LEASE, NOON).released(NOON);

    assertThat(again.storage()).isEqualTo(alone.storage());
    for (Job over :
        List.of(
            running.completed(ARTIFACT, SourceSummary.UNKNOWN, Timings.NONE, NOON),
            running.failed(BROKEN, NOON),
            alone.failed(BROKEN, NOON))) {
      assertThat(over.storage().flatMap(JobDestination::settings)).isEmpty();
      assertThat(over.storage().map(JobDestination::space)).contains("place");
    }
    assertThat(alone.toString()).doesNotContain("sealed.1");
  }

  @Test
  void a_claim_counts_the_attempt_and_measures_the_wait() {
    Job claimed = job.claimed(LEASE, NOON.plusMillis(15));

    assertThat(claimed.attempt()).isEqualTo(1);
    assertThat(claimed.lostLeases()).isZero();
    assertThat(claimed.version()).isEqualTo(1);
    assertThat(claimed.timings().queueWait()).contains(Duration.ofMillis(15));
    assertThat(claimed.progress().step()).isEqualTo(Step.DOWNLOADING);
  }

  @Test
  void a_claim_of_a_job_that_was_running_counts_a_death() {
    Job again = job.claimed(LEASE, NOON).claimed(LEASE, NOON.plusSeconds(11));

    assertThat(again.lostLeases()).isEqualTo(1);
    assertThat(again.attempt()).isEqualTo(2);
  }

  @Test
  void a_completed_job_has_its_artifact_and_forgets_the_failure_of_an_earlier_attempt() {
    Job done =
        job.claimed(LEASE, NOON)
            .postponed(BROKEN, NOON.plusSeconds(2))
            .claimed(LEASE, NOON.plusSeconds(2))
            .completed(ARTIFACT, SourceSummary.UNKNOWN, Timings.NONE, NOON.plusSeconds(5));

    assertThat(done.artifact()).contains(ARTIFACT);
    assertThat(done.failure()).isEmpty();
    assertThat(done.lease()).isEmpty();
    assertThat(done.progress().percent()).isEqualTo(100);
    assertThat(done.timings().total()).contains(Duration.ofSeconds(5));
    assertThat(done.version()).isEqualTo(4);
  }

  @Test
  void a_postponed_job_tells_why_and_when_it_is_due() {
    Job later = job.claimed(LEASE, NOON).postponed(BROKEN, NOON.plusSeconds(2));

    assertThat(later.status()).isEqualTo(JobStatus.PENDING);
    assertThat(later.failure()).contains(BROKEN);
    assertThat(later.dueAt()).isEqualTo(NOON.plusSeconds(2));
    assertThat(later.lease()).isEmpty();
  }

  @Test
  void the_step_of_a_cancelled_job_is_cancelled_and_of_a_failed_one_finished() {
    Job.Failure cancel = new Job.Failure(FailureCode.CANCELLED, "Job cancelled by user");

    assertThat(job.failed(cancel, NOON).progress().step()).isEqualTo(Step.CANCELLED);
    assertThat(job.failed(BROKEN, NOON).progress().step()).isEqualTo(Step.FINISHED);
  }

  @Test
  void a_clock_that_runs_behind_gives_no_negative_times() {
    Job done =
        job.claimed(LEASE, NOON.minusSeconds(1))
            .completed(ARTIFACT, SourceSummary.UNKNOWN, Timings.NONE, NOON.minusSeconds(1));

    assertThat(done.timings().total()).contains(Duration.ZERO);
  }

  @Test
  void nothing_moves_a_job_that_is_over() {
    Job over = job.failed(BROKEN, NOON);

    assertThatThrownBy(() -> over.claimed(LEASE, NOON)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> over.failed(BROKEN, NOON)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_retry_is_a_new_job_that_points_back() {
    Job again =
        job.failed(BROKEN, NOON).resubmitted(new JobId(new UUID(0, 2)), NOON.plusSeconds(60));

    assertThat(again.status()).isEqualTo(JobStatus.PENDING);
    assertThat(again.retryOf()).contains(job.id());
    assertThat(again.request()).isEqualTo(job.request());
    assertThat(again.failure()).isEmpty();
  }

  @Test
  void a_job_without_a_lease_cannot_be_processing() {
    assertThatThrownBy(() -> job.toBuilder().status(JobStatus.PROCESSING).build())
        .isInstanceOf(IllegalArgumentException.class);
  }
}
