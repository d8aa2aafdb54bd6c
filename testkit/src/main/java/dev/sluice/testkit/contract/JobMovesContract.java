package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobFailure;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.request.ObjectPath;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link dev.sluice.core.port.store.JobStore} as a judge of versions: move, reserve, release. */
abstract class JobMovesContract extends JobRecordsContract {
  private static final ObjectPath TALK = ObjectPath.of("videos/talk.mp4");
  private static final ObjectPath TALK_2 = ObjectPath.of("videos/talk (2).mp4");

  static Stream<Arguments> allowedMoves() {
    return Stream.of(JobStatus.values())
        .flatMap(
            from ->
                Stream.of(JobStatus.values())
                    .filter(from::mayBecome)
                    .map(to -> Arguments.of(from, to)));
  }

  /** The next version of a job, in this status; whether the move is sensible is not asked. */
  private Job next(Job job, JobStatus status) {
    Job pattern = samples.in(status, NOW.plusSeconds(99));
    return job.toBuilder()
        .status(status)
        .version(job.version() + 1)
        .lease(pattern.lease())
        .finishedAt(pattern.finishedAt())
        .progress(samples.anyProgress())
        .artifact(pattern.artifact())
        .failure(pattern.failure())
        .build();
  }

  @ParameterizedTest(name = "{0} to {1}")
  @MethodSource("allowedMoves")
  protected void a_move_is_taken_with_what_is_to_be_told(JobStatus from, JobStatus to) {
    Job before = inserted(samples.in(from, NOW.plus(LEASE)));
    Job next = next(before, to);
    List<Notification> told = List.of(told(next, NOW), told(next, NOW.plusSeconds(1)));

    assertThat(store().move(next, told)).isTrue();

    assertThat(found(before.id())).isEqualTo(next);
    assertThat(outbox().about(before.id())).isEqualTo(told);
  }

  @Test
  protected void a_name_is_reserved_once_in_each_space() {
    JobId first = samples.id();
    JobId second = samples.id();
    JobId third = samples.id();

    assertThat(store().reserve("", TALK, first)).isTrue();
    assertThat(store().reserve("b", TALK, second)).as("another place").isTrue();

    assertThat(store().reserve("b", TALK, third)).as("taken there").isFalse();
    assertThat(store().reserved(second)).contains(TALK);
  }

  @Test
  protected void asking_in_another_space_gives_up_the_name_before() {
    JobId first = samples.id();
    assertThat(store().reserve("a", TALK, first)).isTrue();

    assertThat(store().reserve("b", TALK, first)).isTrue();

    assertThat(store().reserve("a", TALK, samples.id())).isTrue();
    assertThat(store().reserve("b", TALK, samples.id())).isFalse();
  }

  @Test
  protected void a_move_changes_every_field_that_may_change() {
    for (int i = 0; i < 50; i++) {
      Job before = inserted(samples.any());
      Job other = samples.any();
      Job next =
          before.toBuilder()
              .batch(other.batch())
              .retryOf(other.retryOf())
              .status(other.status())
              .attempt(other.attempt())
              .deaths(other.deaths())
              .version(before.version() + 1)
              .dueAt(other.dueAt())
              .startedAt(other.startedAt())
              .finishedAt(other.finishedAt())
              .lease(other.lease())
              .progress(other.progress())
              .source(other.source())
              .artifact(other.artifact())
              .failure(other.failure())
              .timings(other.timings())
              .build();

      assertThat(store().move(next, List.of())).isTrue();

      assertThat(found(before.id())).isEqualTo(next);
    }
  }

  @Test
  protected void a_move_from_another_version_than_the_stored_one_changes_nothing() {
    Job stored = inserted(samples.pending().toBuilder().version(5).build());

    for (long version : new long[] {0, 4, 5, 7, 100}) {
      Job next = next(stored, JobStatus.FAILED).toBuilder().version(version).build();
      assertThat(store().move(next, List.of(told(next, NOW)))).as("version " + version).isFalse();
    }

    assertThat(found(stored.id())).isEqualTo(stored);
    assertThat(outbox().about(stored.id())).isEmpty();
  }

  @Test
  protected void a_move_of_an_unknown_job_makes_none() {
    Job unknown = next(samples.pending(), JobStatus.FAILED);

    assertThat(store().move(unknown, List.of(told(unknown, NOW)))).isFalse();

    assertThat(store().find(unknown.id())).isEmpty();
    assertThat(outbox().about(unknown.id())).isEmpty();
  }

  @Test
  protected void of_several_moves_at_once_one_is_taken_and_only_its_word_is_told() {
    for (int round = 0; round < 10; round++) {
      Job stored = inserted(samples.in(JobStatus.PROCESSING, NOW.plus(LEASE)));
      List<Job> nexts =
          Stream.of(JobStatus.values())
              .filter(JobStatus::isFinal)
              .map(to -> next(stored, to))
              .toList();
      List<Notification> told = nexts.stream().map(next -> told(next, NOW)).toList();

      List<Boolean> taken =
          ConcurrentCalls.run(nexts.size(), i -> store().move(nexts.get(i), List.of(told.get(i))));

      assertThat(taken).containsOnlyOnce(true);
      int winner = taken.indexOf(true);
      assertThat(found(stored.id())).isEqualTo(nexts.get(winner));
      assertThat(outbox().about(stored.id())).containsExactly(told.get(winner));
    }
  }

  @Test
  protected void a_worker_that_slept_past_its_lease_changes_nothing() {
    Job sleeper = running();
    Job taken = store().claim("w2", 1, NOW.plus(LEASE), LEASE).get(0);
    Job late =
        sleeper.failed(new JobFailure(FailureCode.NOT_MEDIA, "no media"), NOW.plusSeconds(60));

    assertThat(store().move(late, List.of(told(late, NOW)))).isFalse();

    assertThat(found(sleeper.id())).isEqualTo(taken);
  }

  @Test
  protected void a_path_is_reserved_for_one_job() {
    JobId first = samples.id();
    JobId second = samples.id();

    assertThat(store().reserve(TALK, first)).isTrue();

    assertThat(store().reserve(TALK, second)).isFalse();
    assertThat(store().reserve(TALK, first)).as("again its own").isTrue();
    assertThat(store().reserved(first)).contains(TALK);
    assertThat(store().reserved(second)).isEmpty();
  }

  @Test
  protected void asking_for_another_path_gives_up_the_one_before() {
    JobId first = samples.id();
    JobId second = samples.id();
    assertThat(store().reserve(TALK, first)).isTrue();

    assertThat(store().reserve(TALK_2, first)).isTrue();

    assertThat(store().reserved(first)).contains(TALK_2);
    assertThat(store().reserve(TALK, second)).isTrue();
  }

  @Test
  protected void asking_in_vain_gives_up_the_one_before_as_well() {
    JobId first = samples.id();
    JobId second = samples.id();
    assertThat(store().reserve(TALK, first)).isTrue();
    assertThat(store().reserve(TALK_2, second)).isTrue();

    assertThat(store().reserve(TALK_2, first)).isFalse();

    assertThat(store().reserved(first)).isEmpty();
    assertThat(store().reserve(TALK, samples.id())).isTrue();
  }

  @Test
  protected void a_released_path_is_free_again() {
    JobId first = samples.id();
    JobId second = samples.id();
    assertThat(store().reserve(TALK, first)).isTrue();

    store().release(first);

    assertThat(store().reserved(first)).isEmpty();
    assertThat(store().reserve(TALK, second)).isTrue();
    assertThatCode(() -> store().release(first)).doesNotThrowAnyException();
    assertThat(store().reserved(second)).contains(TALK);
  }

  @Test
  protected void of_many_jobs_that_ask_at_once_one_gets_the_path() {
    for (int round = 0; round < 10; round++) {
      ObjectPath path = TALK.numbered(100 + round);
      JobId[] jobs = Stream.generate(samples::id).limit(8).toArray(JobId[]::new);

      List<Boolean> got = ConcurrentCalls.run(jobs.length, i -> store().reserve(path, jobs[i]));

      assertThat(got).containsOnlyOnce(true);
      assertThat(store().reserved(jobs[got.indexOf(true)])).contains(path);
      assertThat(Arrays.stream(jobs).map(store()::reserved).filter(Optional::isPresent)).hasSize(1);
    }
  }

  @Test
  protected void the_longest_paths_are_told_apart() {
    String long1023 = "a/" + "ž".repeat(510) + "z";
    JobId first = samples.id();
    JobId second = samples.id();

    assertThat(store().reserve(ObjectPath.of(long1023 + "1"), first)).isTrue();
    assertThat(store().reserve(ObjectPath.of(long1023 + "2"), second)).isTrue();
    assertThat(store().reserved(first)).contains(ObjectPath.of(long1023 + "1"));
  }

  @Test
  protected void moves_and_reservations_survive_a_reopening() {
    List<Job> nexts =
        IntStream.range(0, 20)
            .mapToObj(i -> next(inserted(samples.pending()), JobStatus.COMPLETED))
            .toList();
    nexts.forEach(next -> store().move(next, List.of(told(next, NOW))));
    store().reserve(TALK, nexts.get(0).id());

    assumeTrue(reopened().isPresent(), "this store ends with its process");

    assertThat(nexts).allSatisfy(next -> assertThat(found(next.id())).isEqualTo(next));
    assertThat(nexts).allSatisfy(next -> assertThat(outbox().about(next.id())).hasSize(1));
    assertThat(store().reserved(nexts.get(0).id())).contains(TALK);
  }
}
