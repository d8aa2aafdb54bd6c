package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobDestination;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.BucketId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@link dev.sluice.core.port.store.JobStore} about the files of jobs that are over. */
abstract class JobFilesContract extends JobMovesContract {
  private static final ObjectPath TALK = ObjectPath.of("videos/talk.mp4");

  private Job stored(ObjectPath path, Instant finished) {
    Artifact made = new Artifact(path, new ContentType("video/mp4"), 5, "h264:copy");
    return samples.in(JobStatus.COMPLETED, NOW).toBuilder()
        .artifact(Optional.of(made))
        .finishedAt(Optional.of(finished))
        .build();
  }

  @Test
  protected void of_jobs_that_stored_under_one_path_the_last_to_end_has_it() {
    Job last = stored(TALK, NOW.plusSeconds(2));
    store()
        .insert(
            List.of(
                stored(TALK, NOW.plusSeconds(1)),
                last,
                stored(TALK, NOW),
                stored(TALK.numbered(2), NOW.plusSeconds(3)),
                samples.pending()));

    assertThat(store().lastStoredAt(TALK)).contains(last.id());
    assertThat(store().lastStoredAt(ObjectPath.of("videos/other.mp4"))).isEmpty();
  }

  @Test
  protected void a_path_in_one_space_is_not_that_of_another() {
    Job here = stored(TALK, NOW);
    JobDestination there = JobDestination.of(new BucketId(samples.id().value()), "b");
    Job elsewhere =
        stored(TALK, NOW.plusSeconds(1)).toBuilder().storage(Optional.of(there)).build();
    store().insert(List.of(here, elsewhere));

    assertThat(store().lastStoredAt("", TALK)).contains(here.id());
    assertThat(store().lastStoredAt("b", TALK)).contains(elsewhere.id());
    assertThat(store().lastStoredAt("c", TALK)).isEmpty();
  }

  @Test
  protected void a_job_whose_file_was_deleted_has_none_and_is_what_it_was_otherwise() {
    Job before = stored(TALK, NOW.plusSeconds(1));
    Job last = stored(TALK, NOW.plusSeconds(2));
    store().insert(List.of(before, last));

    assertThat(store().move(last.withoutFile(), List.of())).isTrue();

    assertThat(found(last.id())).isEqualTo(last.withoutFile());
    assertThat(store().lastStoredAt(TALK)).contains(before.id());
    assertThat(store().move(last.withoutFile(), List.of())).as("once").isFalse();
  }

  @Test
  protected void a_deletion_survives_a_reopening() {
    Job job = inserted(stored(TALK, NOW));
    store().move(job.withoutFile(), List.of());

    assumeTrue(reopened().isPresent(), "this store ends with its process");

    assertThat(found(job.id())).isEqualTo(job.withoutFile());
    assertThat(store().lastStoredAt(TALK)).isEmpty();
  }
}
