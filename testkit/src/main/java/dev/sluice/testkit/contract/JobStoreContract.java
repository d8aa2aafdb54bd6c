package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Page;
import dev.sluice.core.job.SourceSummary;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.core.port.store.ObjectNameStore.Names;
import dev.sluice.core.request.Folder;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.TenantId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract of {@link dev.sluice.core.port.store.JobStore}. An adapter's test extends this class
 * and hands in its database; each theme is a nested class.
 */
public abstract class JobStoreContract extends JobStoreFixture {
  /** Inserting and finding jobs. */
  @Nested
  class Records {
    @Test
    void every_field_of_a_job_survives() {
      List<Job> jobs = Stream.generate(samples::any).limit(200).toList();

      store().insert(jobs);

      assertThat(jobs).allSatisfy(this::isFoundAsItWas);
    }

    @Test
    void every_field_of_a_job_survives_a_reopening() {
      List<Job> jobs = Stream.generate(samples::any).limit(50).toList();
      store().insert(jobs);

      assumeTrue(reopened().isPresent(), "this store ends with its process");

      assertThat(jobs).allSatisfy(this::isFoundAsItWas);
    }

    private void isFoundAsItWas(Job job) {
      Job found = found(job.id());
      assertThat(found).isEqualTo(job);
      // URLs are equal by the address that they lead to; the text as typed must survive as well.
      assertThat(found.request().url().text()).isEqualTo(job.request().url().text());
      assertThat(found.request().webhook().map(WebhookTarget::url).map(url -> url.text()))
          .isEqualTo(job.request().webhook().map(WebhookTarget::url).map(url -> url.text()));
    }

    @Test
    void a_text_that_no_database_can_hold_does_not_keep_a_job_out() {
      Job job =
          samples.pending().toBuilder()
              .source(
                  new SourceSummary(
                      Optional.of("a\0b\ud800c"),
                      Optional.of("d".repeat(2_000_000)),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty()))
              .build();

      inserted(job);

      Job found = found(job.id());
      assertThat(found.source().title().orElseThrow()).startsWith("a").endsWith("c");
      assertThat(found.source().description().orElseThrow()).startsWith("d".repeat(100_000));
    }

    @Test
    void of_many_inserts_at_once_only_the_one_whose_id_is_there_fails() {
      Job known = inserted(samples.pending());
      List<Job> jobs = new ArrayList<>(Stream.generate(samples::any).limit(39).toList());
      jobs.add(20, known);

      List<Boolean> taken =
          ConcurrentCalls.run(
              jobs.size(),
              i -> {
                try {
                  store().insert(List.of(jobs.get(i)));
                  return true;
                } catch (IllegalArgumentException e) {
                  return false;
                }
              });

      for (int i = 0; i < jobs.size(); i++) {
        assertThat(taken.get(i)).as("job %d", i).isEqualTo(i != 20);
      }
      assertThat(jobs).allSatisfy(this::isFoundAsItWas);
    }

    @Test
    void an_unknown_job_is_absent() {
      assertThat(store().find(samples.id())).isEmpty();
    }

    @Test
    void inserting_no_job_at_all_is_no_error() {
      assertThatCode(() -> store().insert(List.of())).doesNotThrowAnyException();
    }

    @Test
    void an_id_that_is_already_there_keeps_all_of_them_out() {
      Job there = inserted(samples.pending());
      Job before = samples.pending();
      Job same =
          Job.submitted(
              there.id(), new TenantId("another"), JobRequest.of("http://a.example/b"), NOW);
      Job after = samples.pending();

      assertThatThrownBy(() -> store().insert(List.of(before, same, after)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(there.id().toString());

      assertThat(found(there.id())).isEqualTo(there);
      assertThat(store().find(before.id())).isEmpty();
      assertThat(store().find(after.id())).isEmpty();
    }

    @Test
    void an_id_twice_in_one_list_keeps_all_of_them_out() {
      Job first = samples.pending();
      Job other = samples.pending();

      assertThatThrownBy(() -> store().insert(List.of(first, other, first)))
          .isInstanceOf(IllegalArgumentException.class);

      assertThat(store().find(first.id())).isEmpty();
      assertThat(store().find(other.id())).isEmpty();
    }

    @Test
    void a_thousand_jobs_are_inserted_at_once() {
      List<Job> jobs = Stream.generate(samples::pending).limit(1_000).toList();

      store().insert(jobs);

      assertThat(store().list(JobQuery.of(TenantId.LOCAL)).total()).isEqualTo(1_000);
    }

    @Test
    void a_list_shows_the_newest_first_and_of_one_moment_the_greater_id() {
      Job oldest = samples.pendingAt(NOW);
      Job newest = samples.pendingAt(NOW.plusSeconds(2));
      List<Job> ofOneMoment =
          Stream.of("7fffffff", "80000000", "ffffffff")
              .map(digits -> new JobId(UUID.fromString(digits + "-0000-4000-8000-000000000000")))
              .map(id -> Job.submitted(id, TenantId.LOCAL, oldest.request(), NOW.plusSeconds(1)))
              .toList();
      List<Job> expected =
          List.of(newest, ofOneMoment.get(2), ofOneMoment.get(1), ofOneMoment.get(0), oldest);
      List<Job> shuffled = new ArrayList<>(expected);
      Collections.shuffle(shuffled, new Random(1));

      store().insert(shuffled);

      assertThat(store().list(JobQuery.of(TenantId.LOCAL)).items()).isEqualTo(expected);
    }

    @Test
    void pages_show_each_job_once_and_the_totals_always() {
      List<Job> jobs =
          IntStream.range(0, 25).mapToObj(i -> samples.pendingAt(NOW.minusSeconds(i))).toList();
      store().insert(jobs);
      JobQuery query = JobQuery.of(TenantId.LOCAL).withLimit(10);

      List<Page<Job>> pages =
          Stream.of(0, 10, 20, 30).map(offset -> store().list(query.withOffset(offset))).toList();

      assertThat(pages).extracting(page -> page.items().size()).containsExactly(10, 10, 5, 0);
      assertThat(pages).allSatisfy(page -> assertThat(page.total()).isEqualTo(25));
      assertThat(pages).allSatisfy(page -> assertThat(page.totalFiltered()).isEqualTo(25));
      assertThat(pages.stream().flatMap(page -> page.items().stream())).isEqualTo(jobs);
    }

    @ParameterizedTest
    @EnumSource(JobStatus.class)
    void a_list_can_show_one_status_only(JobStatus status) {
      List<Job> jobs =
          Stream.of(JobStatus.values()).map(each -> samples.in(each, NOW.plus(LEASE))).toList();
      store().insert(jobs);

      Page<Job> page = store().list(JobQuery.of(TenantId.LOCAL).withStatus(status));

      assertThat(page.items()).extracting(Job::status).containsExactly(status);
      assertThat(page.totalFiltered()).isEqualTo(1);
      assertThat(page.total()).isEqualTo(JobStatus.values().length);
    }

    @Test
    void a_list_shows_no_job_of_another_owner() {
      Job ours = samples.pending();
      Job theirs = Job.submitted(samples.id(), new TenantId("them"), ours.request(), NOW);
      store().insert(List.of(ours, theirs));

      Page<Job> page = store().list(JobQuery.of(new TenantId("them")));

      assertThat(page).isEqualTo(new Page<>(List.of(theirs), 1, 1));
      assertThat(store().list(JobQuery.of(new TenantId("nobody"))))
          .isEqualTo(new Page<>(List.of(), 0, 0));
    }

    @Test
    void a_store_that_works_says_so() {
      assertThatCode(() -> store().check()).doesNotThrowAnyException();
    }

    @Test
    void an_interrupted_caller_does_the_store_no_harm() {
      Job job = samples.pending();
      Thread.currentThread().interrupt();
      try {
        store().insert(List.of(job));
        store().find(job.id());
      } finally {
        assertThat(Thread.interrupted()).as("the interrupt is the caller's to answer").isTrue();
      }

      assertThat(found(job.id())).isEqualTo(job);
      store().check();
    }
  }

  /** Moves from one version of a job to the next. */
  @Nested
  class Moves {
    private static final ObjectPath TALK = ObjectPath.of("videos/talk.mp4");

    static Stream<Arguments> allowedMoves() {
      return Stream.of(JobStatus.values())
          .flatMap(
              from ->
                  Stream.of(JobStatus.values())
                      .filter(from::mayBecome)
                      .map(to -> Arguments.of(from, to)));
    }

    /** Returns the next version of a job in this status, even if the move makes no sense. */
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
    void a_move_is_taken_with_what_is_to_be_told(JobStatus from, JobStatus to) {
      Job before = inserted(samples.in(from, NOW.plus(LEASE)));
      Job next = next(before, to);
      List<Notification> notifications =
          List.of(notification(next, NOW), notification(next, NOW.plusSeconds(1)));

      assertThat(store().move(next, notifications)).isTrue();

      assertThat(found(before.id())).isEqualTo(next);
      assertThat(outbox().about(before.id())).isEqualTo(notifications);
    }

    @Test
    void a_move_changes_every_field_that_may_change() {
      for (int i = 0; i < 50; i++) {
        Job before = inserted(samples.any());
        Job other = samples.any();
        Job next =
            before.toBuilder()
                .batch(other.batch())
                .retryOf(other.retryOf())
                .status(other.status())
                .attempt(other.attempt())
                .lostLeases(other.lostLeases())
                .deathsAlone(other.deathsAlone())
                .excused(other.excused())
                .isAlone(other.isAlone())
                .version(before.version() + 1)
                .dueAt(other.dueAt())
                .startedAt(other.startedAt())
                .finishedAt(other.finishedAt())
                .lease(other.lease())
                .progress(other.progress())
                .source(other.source())
                .artifact(other.artifact())
                .expiredAt(other.expiredAt())
                .failure(other.failure())
                .timings(other.timings())
                .build();

        assertThat(store().move(next, List.of())).isTrue();

        assertThat(found(before.id())).isEqualTo(next);
      }
    }

    @Test
    void a_move_from_another_version_than_the_stored_one_changes_nothing() {
      Job stored = inserted(samples.pending().toBuilder().version(5).build());

      for (long version : new long[] {0, 4, 5, 7, 100}) {
        Job next = next(stored, JobStatus.FAILED).toBuilder().version(version).build();
        assertThat(store().move(next, List.of(notification(next, NOW))))
            .as("version " + version)
            .isFalse();
      }

      assertThat(found(stored.id())).isEqualTo(stored);
      assertThat(outbox().about(stored.id())).isEmpty();
    }

    @Test
    void a_move_of_an_unknown_job_makes_none() {
      Job unknown = next(samples.pending(), JobStatus.FAILED);

      assertThat(store().move(unknown, List.of(notification(unknown, NOW)))).isFalse();

      assertThat(store().find(unknown.id())).isEmpty();
      assertThat(outbox().about(unknown.id())).isEmpty();
    }

    @Test
    void of_several_moves_at_once_one_is_taken_and_only_its_word_is_told() {
      for (int round = 0; round < 10; round++) {
        Job stored = inserted(samples.in(JobStatus.PROCESSING, NOW.plus(LEASE)));
        List<Job> nexts =
            Stream.of(JobStatus.values())
                .filter(JobStatus::isFinal)
                .map(to -> next(stored, to))
                .toList();
        List<Notification> notifications =
            nexts.stream().map(next -> notification(next, NOW)).toList();

        List<Boolean> taken =
            ConcurrentCalls.run(
                nexts.size(), i -> store().move(nexts.get(i), List.of(notifications.get(i))));

        assertThat(taken).containsOnlyOnce(true);
        int winner = taken.indexOf(true);
        assertThat(found(stored.id())).isEqualTo(nexts.get(winner));
        assertThat(outbox().about(stored.id())).containsExactly(notifications.get(winner));
      }
    }

    @Test
    void a_worker_that_slept_past_its_lease_changes_nothing() {
      Job sleeper = running();
      Job taken = queue().claim("w2", 1, NOW.plus(LEASE), LEASE).get(0);
      Job late =
          sleeper.failed(new Job.Failure(FailureCode.NOT_MEDIA, "no media"), NOW.plusSeconds(60));

      assertThat(store().move(late, List.of(notification(late, NOW)))).isFalse();

      assertThat(found(sleeper.id())).isEqualTo(taken);
    }

    @Test
    void moves_and_reservations_survive_a_reopening() {
      List<Job> nexts =
          IntStream.range(0, 20)
              .mapToObj(i -> next(inserted(samples.pending()), JobStatus.COMPLETED))
              .toList();
      nexts.forEach(next -> store().move(next, List.of(notification(next, NOW))));
      names().reserve(TALK, nexts.get(0).id());

      assumeTrue(reopened().isPresent(), "this store ends with its process");

      assertThat(nexts).allSatisfy(next -> assertThat(found(next.id())).isEqualTo(next));
      assertThat(nexts).allSatisfy(next -> assertThat(outbox().about(next.id())).hasSize(1));
      assertThat(names().reserved(nexts.get(0).id())).contains(Names.of(TALK));
    }
  }

  /** Cursors, filters and totals. */
  @Nested
  class Lists {
    private static final JobQuery QUERY = JobQuery.of(TenantId.LOCAL);

    /** Returns all pages of the query, in order. */
    private List<Page<Job>> pages(JobQuery query, int size) {
      List<Page<Job>> pages = new ArrayList<>();
      pages.add(store().list(query.withLimit(size)));
      while (last(pages).more()) {
        List<Job> items = last(pages).items();
        JobQuery.Cursor behind = JobQuery.Cursor.after(items.get(items.size() - 1));
        pages.add(store().list(query.withLimit(size).withAfter(behind)));
      }
      return pages;
    }

    private static Page<Job> last(List<Page<Job>> pages) {
      return pages.get(pages.size() - 1);
    }

    private static List<Job> items(List<Page<Job>> pages) {
      return pages.stream().flatMap(page -> page.items().stream()).toList();
    }

    private Job in(String folder, int secondsAgo) {
      JobRequest request = JobRequest.of("https://media.example/a.mkv").withFolder(folder);
      return Job.submitted(samples.id(), TenantId.LOCAL, request, NOW.minusSeconds(secondsAgo));
    }

    @Test
    void cursors_show_each_job_once_also_among_many_of_one_moment() {
      List<Job> jobs =
          IntStream.range(0, 30).mapToObj(i -> samples.pendingAt(NOW.minusSeconds(i / 8))).toList();
      store().insert(jobs);

      for (int size : new int[] {1, 7, 10, 30, 31}) {
        List<Page<Job>> pages = pages(QUERY, size);
        assertThat(items(pages)).isEqualTo(store().list(QUERY.withLimit(100)).items()).hasSize(30);
        assertThat(pages).hasSize((30 + size - 1) / size);
        assertThat(pages).allSatisfy(page -> assertThat(page.total()).isEqualTo(30));
      }
    }

    @Test
    void a_cursor_is_not_confused_by_jobs_that_come_meanwhile() {
      store()
          .insert(
              IntStream.range(0, 4).mapToObj(i -> samples.pendingAt(NOW.minusSeconds(i))).toList());
      Page<Job> first = store().list(QUERY.withLimit(2));

      store().insert(List.of(samples.pendingAt(NOW.plusSeconds(9))));

      Page<Job> second =
          store().list(QUERY.withLimit(2).withAfter(JobQuery.Cursor.after(first.items().get(1))));
      assertThat(second.items()).doesNotContainAnyElementsOf(first.items()).hasSize(2);
      assertThat(second.more()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(JobStatus.class)
    void a_cursor_goes_with_a_status(JobStatus status) {
      List<Job> jobs =
          Stream.of(JobStatus.values())
              .flatMap(each -> Stream.generate(() -> samples.in(each, NOW.plus(LEASE))).limit(3))
              .toList();
      store().insert(jobs);
      store().insert(List.of(samples.pending().paused()));

      List<Page<Job>> pages = pages(QUERY.withStatus(status), 2);

      int expected = status == JobStatus.PENDING ? 4 : 3;
      assertThat(items(pages)).hasSize(expected).doesNotHaveDuplicates();
      assertThat(items(pages)).allMatch(job -> job.status() == status);
      assertThat(pages).allSatisfy(page -> assertThat(page.totalFiltered()).isEqualTo(expected));
    }

    @Test
    void a_list_can_show_one_folder_only_also_with_a_status() {
      List<Job> talks = IntStream.range(0, 5).mapToObj(i -> in("talks", i)).toList();
      store().insert(talks);
      store().insert(List.of(in("talks/2026", 1), samples.pending()));
      Job paused = in("talks", 9).paused();
      store().insert(List.of(paused));
      store()
          .insert(
              List.of(
                  Job.submitted(samples.id(), new TenantId("them"), talks.get(0).request(), NOW)));
      store().move(cancelled(talks.get(2)), List.of());
      JobQuery query = QUERY.withFolder(new Folder("talks"));

      List<Page<Job>> pages = pages(query, 2);

      assertThat(items(pages)).extracting(Job::id).hasSize(6).endsWith(paused.id());
      assertThat(last(pages).totalFiltered()).isEqualTo(6);
      assertThat(last(pages).total()).isEqualTo(8);
      assertThat(store().list(query.withStatus(JobStatus.PENDING)).totalFiltered()).isEqualTo(5);
      assertThat(store().list(query.withStatus(JobStatus.FAILED)).items())
          .extracting(Job::id)
          .containsExactly(talks.get(2).id());
    }

    @Test
    void a_list_can_show_one_batch_only_with_what_was_tried_again() {
      Batch batch =
          new Batch(
              new BatchId(samples.id().value()),
              TenantId.LOCAL,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              NOW,
              Optional.of(NOW));
      List<Job> jobs =
          IntStream.range(0, 3)
              .mapToObj(i -> in(i == 0 ? "a" : "b", i))
              .map(job -> job.toBuilder().batch(Optional.of(batch.id())).build())
              .toList();
      store().insert(NewJobs.of(batch, jobs, List.of()));
      store().insert(List.of(samples.pending()));
      JobQuery query = QUERY.withBatch(batch.id());

      assertThat(items(pages(query, 2))).isEqualTo(jobs);
      assertThat(store().list(query).totalFiltered()).isEqualTo(3);
      assertThat(store().list(query.withFolder(new Folder("b"))).items())
          .isEqualTo(jobs.subList(1, 3));
      assertThat(store().list(query.withStatus(JobStatus.FAILED)).items()).isEmpty();
      assertThat(store().list(JobQuery.of(new TenantId("them")).withBatch(batch.id())).items())
          .isEmpty();
    }

    @Test
    void the_counts_follow_every_insert_claim_and_move() {
      List<Job> jobs =
          IntStream.range(0, 6).mapToObj(i -> samples.pendingAt(NOW.minusSeconds(9 - i))).toList();
      store().insert(jobs);
      store().insert(List.of(samples.pending().paused(), samples.in(JobStatus.SKIPPED, NOW)));
      List<Job> claimed = queue().claim("w", 3, NOW, LEASE);
      store().move(cancelled(claimed.get(0)), List.of());
      store().move(claimed.get(1).released(NOW), List.of());
      Job done = samples.in(JobStatus.COMPLETED, NOW).toBuilder().version(0).build();
      store().insert(List.of(done));
      assertThat(
              store()
                  .move(done.toBuilder().version(1).artifact(Optional.empty()).build(), List.of()))
          .isTrue();
      assertThat(store().move(cancelled(claimed.get(0)), List.of())).as("again").isFalse();

      Map<JobStatus, Long> counts = store().counts(TenantId.LOCAL);

      assertThat(counts.getOrDefault(JobStatus.PENDING, 0L)).isEqualTo(5);
      assertThat(counts.getOrDefault(JobStatus.PROCESSING, 0L)).isEqualTo(1);
      assertThat(counts.getOrDefault(JobStatus.FAILED, 0L)).isEqualTo(1);
      assertThat(counts.getOrDefault(JobStatus.SKIPPED, 0L)).isEqualTo(1);
      assertThat(counts.getOrDefault(JobStatus.COMPLETED, 0L)).isEqualTo(1);
      assertThat(counts.getOrDefault(JobStatus.WARNING, 0L)).isZero();
      assertThat(store().list(QUERY).total()).isEqualTo(9);
    }

    @Test
    void counts_stay_exact_when_many_insert_and_end_at_once() {
      List<List<Job>> each =
          IntStream.range(0, 6)
              .mapToObj(i -> Stream.generate(samples::pending).limit(20).toList())
              .toList();

      ConcurrentCalls.run(
          6,
          i -> {
            for (Job job : each.get(i)) {
              store().insert(List.of(job));
              store().move(cancelled(job), List.of());
            }
            return i;
          });

      assertThat(store().counts(TenantId.LOCAL).get(JobStatus.FAILED)).isEqualTo(120);
      assertThat(store().list(QUERY).total()).isEqualTo(120);
    }

    private static Job cancelled(Job job) {
      return job.failed(new Job.Failure(FailureCode.CANCELLED, "Job cancelled by user"), NOW);
    }
  }
}
