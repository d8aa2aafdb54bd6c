package dev.sluice.http.api.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.Job.Lease;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Progress;
import dev.sluice.core.job.Progress.Step;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.TenantId;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JobChangeTest {
  private static final Job NEW =
      Job.submitted(
          new JobId(UUID.fromString("3ca135ab-5d70-41a4-bc7e-58e55adde775")),
          TenantId.LOCAL,
          JobRequest.of(SourceUrl.parse("https://media.example/talk.mp4")),
          Instant.EPOCH);
  private static final Optional<Lease> LEASE = Optional.of(new Lease("worker", Instant.EPOCH));
  private static final Job RUNNING =
      NEW.toBuilder().version(1).status(JobStatus.PROCESSING).lease(LEASE).attempt(1).build();
  private static final Job FURTHER = RUNNING.withProgress(progress(12.5, 1_000));
  private static final Job AGAIN = NEW.toBuilder().version(2).attempt(1).build();
  private static final Job SECOND_TRY =
      NEW.toBuilder().version(3).status(JobStatus.PROCESSING).lease(LEASE).attempt(2).build();
  private static final Job DONE =
      NEW.toBuilder()
          .version(4)
          .status(JobStatus.COMPLETED)
          .finishedAt(Optional.of(Instant.EPOCH))
          .attempt(2)
          .build();

  private static Progress progress(double percent, long bytes) {
    return new Progress(Step.DOWNLOADING, percent, bytes, OptionalLong.empty(), 0);
  }

  @Test
  void a_job_that_was_never_seen_is_told_by_how_it_stands() {
    assertThat(JobChange.between(null, NEW)).contains(JobChange.SUBMITTED);
    assertThat(JobChange.between(null, RUNNING)).contains(JobChange.STARTED);
    assertThat(JobChange.between(null, DONE)).contains(JobChange.FINISHED);
  }

  @Test
  void each_move_has_its_name() {
    assertThat(JobChange.between(NEW, RUNNING)).contains(JobChange.STARTED);
    assertThat(JobChange.between(RUNNING, FURTHER)).contains(JobChange.PROGRESS);
    assertThat(JobChange.between(FURTHER, AGAIN)).contains(JobChange.RETRY_SCHEDULED);
    assertThat(JobChange.between(AGAIN, SECOND_TRY)).contains(JobChange.STARTED);
    assertThat(JobChange.between(SECOND_TRY, DONE)).contains(JobChange.FINISHED);
  }

  @Test
  void moves_that_were_missed_in_between_are_no_matter() {
    assertThat(JobChange.between(NEW, DONE)).contains(JobChange.FINISHED);
    assertThat(JobChange.between(RUNNING, SECOND_TRY)).contains(JobChange.STARTED);
    assertThat(JobChange.between(NEW, AGAIN)).isEmpty();
  }

  @Test
  void what_was_seen_already_is_no_news() {
    assertThat(JobChange.between(NEW, NEW)).isEmpty();
    assertThat(JobChange.between(FURTHER, FURTHER)).isEmpty();
    assertThat(JobChange.between(DONE, DONE)).isEmpty();
  }

  @Test
  void what_comes_late_is_no_news() {
    assertThat(JobChange.between(RUNNING, NEW)).isEmpty();
    assertThat(JobChange.between(FURTHER, RUNNING)).isEmpty();
    assertThat(JobChange.between(SECOND_TRY, FURTHER)).isEmpty();
    assertThat(JobChange.between(DONE, SECOND_TRY)).isEmpty();
  }

  @Test
  void a_new_step_is_progress_though_no_byte_came() {
    Job muxing =
        FURTHER.withProgress(new Progress(Step.MUXING, 12.5, 1_000, OptionalLong.empty(), 0));

    assertThat(JobChange.between(FURTHER, muxing)).contains(JobChange.PROGRESS);
  }
}
