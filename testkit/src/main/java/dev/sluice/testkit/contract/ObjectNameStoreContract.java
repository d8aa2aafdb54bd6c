package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobDestination;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.port.store.ObjectNameStore.Names;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.BucketId;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link dev.sluice.core.port.store.ObjectNameStore}; each theme is a nested class.
 */
public abstract class ObjectNameStoreContract extends JobStoreFixture {
  /** Reserving and releasing names. */
  @Nested
  class Reservations {
    private static final ObjectPath TALK = ObjectPath.of("videos/talk.mp4");

    private static final ObjectPath FILM = ObjectPath.of("videos/talk.mkv");
    private static final ObjectPath PICTURE = ObjectPath.of("videos/talk.jpg");
    private static final ObjectPath TEXT = ObjectPath.of("videos/talk.en.vtt");
    private static final ObjectPath TALK_2 = ObjectPath.of("videos/talk (2).mp4");

    @Test
    void a_name_is_reserved_once_in_each_space() {
      JobId first = samples.id();
      JobId second = samples.id();
      JobId third = samples.id();

      assertThat(names().reserve("", TALK, first)).isTrue();
      assertThat(names().reserve("b", TALK, second)).as("another place").isTrue();

      assertThat(names().reserve("b", TALK, third)).as("taken there").isFalse();
      assertThat(names().reserved(second)).contains(Names.of(TALK));
    }

    @Test
    void asking_in_another_space_gives_up_the_name_before() {
      JobId first = samples.id();
      assertThat(names().reserve("a", TALK, first)).isTrue();

      assertThat(names().reserve("b", TALK, first)).isTrue();

      assertThat(names().reserve("a", TALK, samples.id())).isTrue();
      assertThat(names().reserve("b", TALK, samples.id())).isFalse();
    }

    @Test
    void a_path_is_reserved_for_one_job() {
      JobId first = samples.id();
      JobId second = samples.id();

      assertThat(names().reserve(TALK, first)).isTrue();

      assertThat(names().reserve(TALK, second)).isFalse();
      assertThat(names().reserve(TALK, first)).as("again its own").isTrue();
      assertThat(names().reserved(first)).contains(Names.of(TALK));
      assertThat(names().reserved(second)).isEmpty();
    }

    @Test
    void asking_for_another_path_gives_up_the_one_before() {
      JobId first = samples.id();
      JobId second = samples.id();
      assertThat(names().reserve(TALK, first)).isTrue();

      assertThat(names().reserve(TALK_2, first)).isTrue();

      assertThat(names().reserved(first)).contains(Names.of(TALK_2));
      assertThat(names().reserve(TALK, second)).isTrue();
    }

    @Test
    void asking_in_vain_gives_up_the_one_before_as_well() {
      JobId first = samples.id();
      JobId second = samples.id();
      assertThat(names().reserve(TALK, first)).isTrue();
      assertThat(names().reserve(TALK_2, second)).isTrue();

      assertThat(names().reserve(TALK_2, first)).isFalse();

      assertThat(names().reserved(first)).isEmpty();
      assertThat(names().reserve(TALK, samples.id())).isTrue();
    }

    @Test
    void a_released_path_is_free_again() {
      JobId first = samples.id();
      JobId second = samples.id();
      assertThat(names().reserve(TALK, first)).isTrue();

      names().release(first);

      assertThat(names().reserved(first)).isEmpty();
      assertThat(names().reserve(TALK, second)).isTrue();
      assertThatCode(() -> names().release(first)).doesNotThrowAnyException();
      assertThat(names().reserved(second)).contains(Names.of(TALK));
    }

    @Test
    void the_names_of_sidecars_are_reserved_with_the_files() {
      JobId first = samples.id();
      JobId second = samples.id();
      assertThat(names().reserve("", new Names(TALK, Set.of(PICTURE, TEXT)), first)).isTrue();

      assertThat(names().reserve("", new Names(FILM, Set.of(PICTURE)), second)).isFalse();

      assertThat(names().reserved(second)).as("none of them").isEmpty();
      assertThat(names().reserve(FILM, second)).isTrue();
      assertThat(names().reserved(first)).contains(new Names(TALK, Set.of(PICTURE, TEXT)));
      assertThat(names().reservedBy("", PICTURE)).contains(first);
      names().release(first);
      assertThat(names().reserve("", new Names(FILM, Set.of(PICTURE)), second)).isTrue();
    }

    @Test
    void asking_again_for_a_file_adds_sidecars() {
      JobId first = samples.id();
      assertThat(names().reserve("", new Names(TALK, Set.of(PICTURE)), first)).isTrue();

      assertThat(names().reserve("", new Names(TALK, Set.of(TEXT)), first)).isTrue();

      assertThat(names().reserved(first)).contains(new Names(TALK, Set.of(PICTURE, TEXT)));
    }

    @Test
    void asking_in_vain_for_a_sidecar_leaves_what_the_job_has() {
      JobId first = samples.id();
      JobId second = samples.id();
      assertThat(names().reserve("", new Names(TALK, Set.of(PICTURE)), first)).isTrue();
      assertThat(names().reserve("", new Names(FILM, Set.of(TEXT)), second)).isTrue();

      assertThat(names().reserve("", new Names(TALK, Set.of(TEXT)), first)).isFalse();

      assertThat(names().reserved(first)).contains(new Names(TALK, Set.of(PICTURE)));
    }

    @Test
    void a_name_is_taken_over_from_the_job_that_has_it() {
      JobId first = samples.id();
      JobId second = samples.id();
      assertThat(names().reserve("", new Names(TALK, Set.of(PICTURE)), first)).isTrue();
      assertThat(names().reserve("b", FILM, second)).isTrue();

      assertThat(names().takeOver("", TALK, first, second)).isTrue();

      assertThat(names().reserved(first)).isEmpty();
      assertThat(names().reserved(second)).contains(Names.of(TALK));
      assertThat(names().reservedBy("", PICTURE)).isEmpty();
      assertThat(names().reservedBy("b", FILM)).isEmpty();
    }

    @Test
    void the_name_of_a_sidecar_is_taken_over_with_all_names_of_its_job() {
      JobId first = samples.id();
      JobId second = samples.id();
      assertThat(names().reserve("", new Names(TALK, Set.of(PICTURE)), first)).isTrue();

      assertThat(names().takeOver("", PICTURE, first, second)).isTrue();
      assertThat(names().reserve("", new Names(FILM, Set.of(PICTURE)), second)).isTrue();

      assertThat(names().reserved(first)).isEmpty();
      assertThat(names().reserved(second)).contains(new Names(FILM, Set.of(PICTURE)));
    }

    @Test
    void a_name_that_another_job_has_is_not_taken_over() {
      JobId first = samples.id();
      JobId second = samples.id();
      JobId third = samples.id();
      assertThat(names().reserve(TALK, first)).isTrue();
      assertThat(names().reserve(FILM, second)).isTrue();

      assertThat(names().takeOver("", TALK, third, second)).isFalse();
      assertThat(names().takeOver("b", TALK, first, second)).isFalse();

      assertThat(names().reserved(first)).contains(Names.of(TALK));
      assertThat(names().reserved(second)).contains(Names.of(FILM));
    }

    @Test
    void of_many_jobs_that_ask_at_once_one_gets_the_path() {
      for (int round = 0; round < 10; round++) {
        ObjectPath path = TALK.numbered(100 + round);
        JobId[] jobs = Stream.generate(samples::id).limit(8).toArray(JobId[]::new);

        List<Boolean> got = ConcurrentCalls.run(jobs.length, i -> names().reserve(path, jobs[i]));

        assertThat(got).containsOnlyOnce(true);
        assertThat(names().reserved(jobs[got.indexOf(true)])).contains(Names.of(path));
        assertThat(Arrays.stream(jobs).map(names()::reserved).filter(Optional::isPresent))
            .hasSize(1);
      }
    }

    @Test
    void the_job_that_has_reserved_a_path_is_found() {
      JobId here = samples.id();
      JobId there = samples.id();
      assertThat(names().reserve("", TALK, here)).isTrue();
      assertThat(names().reserve("b", TALK, there)).isTrue();

      assertThat(names().reservedBy("", TALK)).contains(here);
      assertThat(names().reservedBy("b", TALK)).contains(there);
      assertThat(names().reservedBy("", TALK_2)).isEmpty();

      names().release(here);
      assertThat(names().reservedBy("", TALK)).isEmpty();
    }

    @Test
    void the_longest_paths_are_told_apart() {
      String long1023 = "a/" + "ž".repeat(510) + "z";
      JobId first = samples.id();
      JobId second = samples.id();

      assertThat(names().reserve(ObjectPath.of(long1023 + "1"), first)).isTrue();
      assertThat(names().reserve(ObjectPath.of(long1023 + "2"), second)).isTrue();
      assertThat(names().reserved(first)).contains(Names.of(ObjectPath.of(long1023 + "1")));
    }
  }

  /** The files of jobs that have ended. */
  @Nested
  class Files {
    private static final ObjectPath TALK = ObjectPath.of("videos/talk.mp4");

    private Job stored(ObjectPath path, Instant finished) {
      Artifact made = new Artifact(path, new ContentType("video/mp4"), 5, "h264:copy");
      return samples.in(JobStatus.COMPLETED, NOW).toBuilder()
          .artifact(Optional.of(made))
          .finishedAt(Optional.of(finished))
          .build();
    }

    @Test
    void of_jobs_that_stored_under_one_path_the_last_to_end_has_it() {
      Job last = stored(TALK, NOW.plusSeconds(2));
      store()
          .insert(
              List.of(
                  stored(TALK, NOW.plusSeconds(1)),
                  last,
                  stored(TALK, NOW),
                  stored(TALK.numbered(2), NOW.plusSeconds(3)),
                  samples.pending()));

      assertThat(names().lastStoredAt(TALK)).contains(last.id());
      assertThat(names().lastStoredAt(ObjectPath.of("videos/other.mp4"))).isEmpty();
    }

    @Test
    void a_path_in_one_space_is_not_that_of_another() {
      Job here = stored(TALK, NOW);
      JobDestination there = JobDestination.of(new BucketId(samples.id().value()), "b");
      Job elsewhere =
          stored(TALK, NOW.plusSeconds(1)).toBuilder().storage(Optional.of(there)).build();
      store().insert(List.of(here, elsewhere));

      assertThat(names().lastStoredAt("", TALK)).contains(here.id());
      assertThat(names().lastStoredAt("b", TALK)).contains(elsewhere.id());
      assertThat(names().lastStoredAt("c", TALK)).isEmpty();
    }

    @Test
    void jobs_that_ended_without_a_file_and_have_reserved_names_are_found() {
      Job failed = samples.in(JobStatus.FAILED, NOW);
      Job withFile = stored(TALK, NOW);
      Job withoutFile = stored(TALK, NOW).withoutFile();
      Job running = samples.in(JobStatus.PROCESSING, NOW);
      Job released = samples.in(JobStatus.FAILED, NOW);
      List<Job> all = List.of(failed, withFile, withoutFile, running, released);
      store().insert(all);
      all.forEach(
          job ->
              assertThat(names().reserve(TALK.numbered(2 + all.indexOf(job)), job.id())).isTrue());
      assertThat(names().reserve(TALK, samples.id())).as("a job that is gone").isTrue();
      names().release(released.id());
      Instant end = failed.finishedAt().orElseThrow();

      assertThat(names().reservedByEnded(max(end, NOW), 9))
          .containsExactlyInAnyOrder(failed.id(), withoutFile.id());
      assertThat(names().reservedByEnded(max(end, NOW), 1)).hasSize(1);
      assertThat(names().reservedByEnded(min(end, NOW).minusMillis(1), 9)).isEmpty();
    }

    private static Instant max(Instant one, Instant other) {
      return one.isAfter(other) ? one : other;
    }

    private static Instant min(Instant one, Instant other) {
      return one.isBefore(other) ? one : other;
    }

    @Test
    void a_job_whose_file_was_deleted_has_none_and_is_what_it_was_otherwise() {
      Job before = stored(TALK, NOW.plusSeconds(1));
      Job last = stored(TALK, NOW.plusSeconds(2));
      store().insert(List.of(before, last));

      assertThat(store().move(last.withoutFile(), List.of())).isTrue();

      assertThat(found(last.id())).isEqualTo(last.withoutFile());
      assertThat(names().lastStoredAt(TALK)).contains(before.id());
      assertThat(store().move(last.withoutFile(), List.of())).as("once").isFalse();
    }

    @Test
    void a_deletion_survives_a_reopening() {
      Job job = inserted(stored(TALK, NOW));
      store().move(job.withoutFile(), List.of());

      assumeTrue(reopened().isPresent(), "this store ends with its process");

      assertThat(found(job.id())).isEqualTo(job.withoutFile());
      assertThat(names().lastStoredAt(TALK)).isEmpty();
    }
  }
}
