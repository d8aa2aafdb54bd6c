package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
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
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.core.request.Folder;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.Usage.DailyUsage;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link dev.sluice.core.port.store.BatchStore}, which shares its transactions with
 * the store of its jobs; each theme is a nested class.
 */
public abstract class BatchStoreContract extends JobStoreFixture {
  final Batch batch(Optional<Instant> started) {
    return batch(NOW, started);
  }

  final Batch batch(Instant created, Optional<Instant> started) {
    return new Batch(
        new BatchId(samples.id().value()),
        TenantId.LOCAL,
        Optional.empty(),
        Optional.of(new Folder("talks")),
        Optional.of(WebhookTarget.parse("https://hook.example/in")),
        created,
        started);
  }

  final void submit(Batch batch, List<Job> jobs, List<Notification> notifications) {
    store().insert(NewJobs.of(batch, jobs, notifications));
  }

  final List<Job> jobsOf(Batch batch, int number) {
    return Stream.generate(samples::pending)
        .limit(number)
        .map(job -> job.toBuilder().batch(Optional.of(batch.id())).build())
        .toList();
  }

  final List<Job> pausedJobsOf(Batch batch, int number) {
    return jobsOf(batch, number).stream().map(Job::paused).toList();
  }

  static Job failed(Job job) {
    return job.failed(new Job.Failure(FailureCode.CANCELLED, "Job cancelled by user"), NOW);
  }

  /** The end of a batch, announced once, with the last move of its last job. */
  @Nested
  class Ends {
    private Notification over(Batch batch) {
      return Notification.of(
          samples.id().value(),
          batch.id(),
          Notification.Kind.BATCH_COMPLETED,
          batch.webhook().orElseThrow(),
          NOW);
    }

    @Test
    void jobs_of_a_batch_that_end_together_are_counted_as_others_are() {
      Batch batch = batch(Optional.of(NOW));
      List<Job> jobs = jobsOf(batch, 3);
      submit(batch, jobs, List.of());

      batches().move(batch.id(), jobs.stream().map(job -> failed(job)).toList(), List.of());

      LocalDate today = DailyUsage.dayOf(NOW);
      assertThat(usage().days(batch.tenant(), today, today))
          .containsExactly(new DailyUsage(today, 0, 3, 0));
    }

    @Test
    void the_end_of_a_batch_is_told_with_the_last_move_of_its_last_job() {
      Batch batch = batch(Optional.of(NOW));
      List<Job> jobs = jobsOf(batch, 3);
      submit(batch, jobs, List.of(over(batch)));

      for (Job job : jobs.subList(0, 2)) {
        Job ended = failed(job);
        assertThat(store().move(ended, List.of(notification(ended, NOW), over(batch)))).isTrue();
        assertThat(outbox().about(job.id())).hasSize(1);
        assertThat(outbox().about(batch.id())).isEmpty();
      }
      Notification last = over(batch);
      assertThat(store().move(failed(jobs.get(2)), List.of(last))).isTrue();

      assertThat(outbox().about(batch.id())).containsExactly(last);
      assertThat(claimDue(9, NOW)).contains(last);
    }

    @Test
    void batches_are_counted_by_what_their_jobs_do() {
      Batch paused = batch(Optional.empty());
      submit(paused, pausedJobsOf(paused, 2), List.of());
      Batch open = batch(Optional.of(NOW));
      List<Job> jobs = jobsOf(open, 2);
      submit(open, jobs, List.of());
      store().insert(List.of(samples.pending()));

      assertThat(batches().counts()).isEqualTo(new Batch.Counts(1, 1, 0));

      batches().start(paused.id(), NOW);
      assertThat(batches().counts()).isEqualTo(new Batch.Counts(0, 2, 0));

      store().move(failed(jobs.get(0)), List.of());
      assertThat(batches().counts()).isEqualTo(new Batch.Counts(0, 2, 0));
      store().move(failed(jobs.get(1)), List.of());
      assertThat(batches().counts()).isEqualTo(new Batch.Counts(0, 1, 1));

      queue().claim("w", 9, NOW, LEASE);
      assertThat(batches().counts()).isEqualTo(new Batch.Counts(0, 1, 1));
    }

    @Test
    void a_move_that_is_not_taken_tells_nothing_of_the_batch() {
      Batch batch = batch(Optional.of(NOW));
      List<Job> jobs = jobsOf(batch, 1);
      submit(batch, jobs, List.of());
      Job late = failed(jobs.get(0)).toBuilder().version(7).build();

      assertThat(store().move(late, List.of(over(batch)))).isFalse();
      assertThat(batches().move(batch.id(), List.of(late), List.of(over(batch)))).isEmpty();

      assertThat(outbox().about(batch.id())).isEmpty();
    }

    @Test
    void a_move_of_another_batchs_job_tells_nothing_of_this_one() {
      Batch batch = batch(Optional.of(NOW));
      submit(batch, jobsOf(batch, 1), List.of());
      Job stranger = inserted(samples.pending());

      assertThat(store().move(failed(stranger), List.of(over(batch)))).isTrue();

      assertThat(outbox().about(batch.id())).isEmpty();
    }

    @Test
    void of_last_jobs_that_end_at_once_exactly_one_tells_the_end() {
      for (int round = 0; round < 20; round++) {
        Batch batch = batch(Optional.of(NOW));
        List<Job> jobs = jobsOf(batch, 6);
        submit(batch, jobs, List.of());
        List<Notification> notifications = jobs.stream().map(job -> over(batch)).toList();

        List<Boolean> taken =
            ConcurrentCalls.run(
                6, i -> store().move(failed(jobs.get(i)), List.of(notifications.get(i))));

        assertThat(taken).containsOnly(true);
        assertThat(outbox().about(batch.id())).hasSize(1);
      }
    }

    @Test
    void jobs_that_end_together_and_one_that_ends_beside_them_tell_it_once() {
      for (int round = 0; round < 10; round++) {
        Batch batch = batch(Optional.of(NOW));
        List<Job> jobs = jobsOf(batch, 5);
        submit(batch, jobs, List.of());
        List<Job> ended = jobs.stream().map(BatchStoreContract::failed).toList();
        Notification one = over(batch);
        Notification another = over(batch);
        List<Notification> words =
            new ArrayList<>(ended.stream().map(job -> notification(job, NOW)).toList());
        words.add(one);

        ConcurrentCalls.run(
            2,
            i ->
                i == 0
                    ? batches().move(batch.id(), ended, words)
                    : store()
                        .move(ended.get(3), List.of(notification(ended.get(3), NOW), another)));

        assertThat(outbox().about(batch.id())).hasSize(1);
        assertThat(ended).allSatisfy(job -> assertThat(found(job.id())).isEqualTo(job));
        assertThat(ended).allSatisfy(job -> assertThat(outbox().about(job.id())).hasSize(1));
      }
    }

    @Test
    void a_batch_that_is_over_when_it_comes_is_told_at_once() {
      Batch batch = batch(Optional.of(NOW));
      List<Job> skipped =
          IntStream.range(0, 2)
              .mapToObj(i -> samples.in(JobStatus.SKIPPED, NOW))
              .map(job -> job.toBuilder().batch(Optional.of(batch.id())).build())
              .toList();
      Notification over = over(batch);
      Notification first = notification(skipped.get(0), NOW);

      submit(batch, skipped, List.of(first, over));

      assertThat(outbox().about(batch.id())).containsExactly(over);
      assertThat(outbox().about(skipped.get(0).id())).containsExactly(first);
    }

    @Test
    void a_job_that_gave_its_place_away_keeps_no_batch_open_and_a_new_one_does() {
      Batch batch = batch(Optional.of(NOW));
      List<Job> jobs = jobsOf(batch, 2);
      submit(batch, jobs, List.of());
      Job failed = failed(jobs.get(0));
      store().move(failed, List.of());
      JobId newId = samples.id();
      Job again = batches().replace(batch.id(), List.of(failed.resubmitted(newId, NOW))).get(0);

      store().move(failed(jobs.get(1)), List.of(over(batch)));
      assertThat(outbox().about(batch.id())).as("one is tried again").isEmpty();
      store().move(failed(again), List.of(over(batch)));

      assertThat(outbox().about(batch.id())).hasSize(1);
    }

    @Test
    void every_end_of_a_batch_that_was_opened_again_is_told() {
      Batch batch = batch(Optional.of(NOW));
      List<Job> jobs = jobsOf(batch, 1);
      submit(batch, jobs, List.of());
      Job failed = failed(jobs.get(0));
      store().move(failed, List.of(over(batch)));

      Job again = failed.resubmitted(samples.id(), NOW);
      batches().replace(batch.id(), List.of(again));
      store().move(failed(again), List.of(over(batch)));

      assertThat(outbox().about(batch.id())).hasSize(2);
    }
  }

  /** Batches and their jobs: inserted, paused, started, retried and listed. */
  @Nested
  class Records {
    private static final Instant LATER = NOW.plusSeconds(5);

    @Test
    void a_batch_and_its_jobs_are_there_together_in_order() {
      Batch batch = batch(Optional.of(NOW));
      List<Job> jobs = jobsOf(batch, 12);

      submit(batch, jobs, List.of());

      assertThat(batches().find(batch.id())).contains(batch);
      assertThat(batches().jobs(batch.id())).isEqualTo(jobs);
      assertThat(batches().slots(batch.id()))
          .isEqualTo(
              jobs.stream().map(job -> new Batch.Slot(job.id(), JobStatus.PENDING)).toList());
      assertThat(jobs).allSatisfy(job -> assertThat(found(job.id())).isEqualTo(job));
    }

    @Test
    void every_field_of_a_batch_survives() {
      Batch full = samples.anyBatch();
      Batch bare =
          new Batch(
              new BatchId(samples.id().value()),
              TenantId.LOCAL,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              NOW,
              Optional.empty());

      for (Batch batch : List.of(full, bare)) {
        submit(batch, jobsOf(batch, 1), List.of());
        assertThat(batches().find(batch.id())).contains(batch);
      }
      assertThat(batches().find(full.id()).orElseThrow().webhook().orElseThrow().url().text())
          .isEqualTo(full.webhook().orElseThrow().url().text());
    }

    @Test
    void an_unknown_batch_is_absent() {
      BatchId unknown = new BatchId(samples.id().value());

      assertThat(batches().find(unknown)).isEmpty();
      assertThat(batches().jobs(unknown)).isEmpty();
      assertThat(batches().slots(unknown)).isEmpty();
      assertThat(batches().start(unknown, NOW)).isEmpty();
      assertThat(batches().move(unknown, List.of(), List.of())).isEmpty();
    }

    @Test
    void an_id_that_is_already_there_keeps_the_whole_batch_out() {
      Batch there = batch(Optional.of(NOW));
      submit(there, jobsOf(there, 1), List.of());
      Batch other = batch(Optional.of(NOW));
      List<Job> jobs = new ArrayList<>(jobsOf(other, 3));
      Job single = inserted(samples.pending());

      assertThatThrownBy(() -> submit(there, jobsOf(there, 1), List.of()))
          .isInstanceOf(IllegalArgumentException.class);
      jobs.set(1, single);
      assertThatThrownBy(() -> submit(other, jobs, List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(single.id().toString());

      assertThat(batches().find(other.id())).isEmpty();
      assertThat(batches().jobs(there.id())).hasSize(1);
      assertThat(store().find(jobs.get(0).id())).isEmpty();
    }

    @Test
    void jobs_of_a_batch_are_claimed_and_those_of_a_paused_one_are_not() {
      Batch running = batch(Optional.of(NOW));
      submit(running, jobsOf(running, 2), List.of());
      Batch paused = batch(Optional.empty());
      List<Job> waiting = pausedJobsOf(paused, 2);
      submit(paused, waiting, List.of());

      assertThat(queue().claim("w", 10, NOW, LEASE)).hasSize(2);

      assertThat(queue().claim("w", 10, NOW.plusSeconds(999_999_999), LEASE)).hasSize(2);
      assertThat(batches().jobs(paused.id())).isEqualTo(waiting);
    }

    @Test
    void paused_jobs_are_pending_to_whoever_looks_but_do_not_wait() {
      Batch paused = batch(Optional.empty());
      submit(paused, pausedJobsOf(paused, 3), List.of());

      assertThat(queue().count(TenantId.LOCAL, JobStatus.PENDING)).isZero();
      assertThat(queue().count(JobStatus.PENDING)).isZero();
      assertThat(queue().nextDue()).isEmpty();

      Job waiting = inserted(samples.pendingAt(NOW.plusSeconds(1)));
      JobQuery pending = JobQuery.of(TenantId.LOCAL).withStatus(JobStatus.PENDING);
      assertThat(queue().nextDue()).contains(waiting.dueAt());
      assertThat(store().list(pending).totalFiltered()).isEqualTo(4);
      assertThat(store().list(pending).items())
          .isEqualTo(store().list(JobQuery.of(TenantId.LOCAL)).items())
          .hasSize(4);
      assertThat(store().list(pending.withLimit(2).withOffset(1)).items())
          .isEqualTo(store().list(JobQuery.of(TenantId.LOCAL)).items().subList(1, 3));
    }

    @Test
    void a_start_lets_all_paused_jobs_run_and_works_once() {
      Batch paused = batch(Optional.empty());
      List<Job> jobs = pausedJobsOf(paused, 3);
      submit(paused, jobs, List.of());
      AtomicInteger arrivals = new AtomicInteger();
      queue().onWakeup(arrivals::incrementAndGet);

      List<List<Job>> started =
          ConcurrentCalls.run(4, i -> batches().start(paused.id(), LATER)).stream()
              .flatMap(Optional::stream)
              .toList();

      List<Job> expected = jobs.stream().map(job -> job.started(LATER)).toList();
      assertThat(started).containsExactly(expected);
      assertThat(batches().jobs(paused.id())).isEqualTo(expected);
      assertThat(batches().find(paused.id())).contains(paused.started(LATER));
      assertThat(arrivals.get()).isPositive();
      assertThat(queue().count(JobStatus.PENDING)).isEqualTo(3);
      assertThat(queue().claim("w", 10, LATER, LEASE)).hasSize(3);
    }

    @Test
    void a_start_leaves_alone_what_is_over() {
      Batch paused = batch(Optional.empty());
      List<Job> jobs = pausedJobsOf(paused, 2);
      submit(paused, jobs, List.of());
      Job cancelled = failed(jobs.get(0));
      assertThat(store().move(cancelled, List.of())).isTrue();

      assertThat(batches().start(paused.id(), LATER).orElseThrow()).hasSize(1);

      assertThat(found(cancelled.id())).isEqualTo(cancelled);
    }

    @Test
    void a_paused_job_gets_another_name_in_one_move_with_others() {
      Batch paused = batch(Optional.empty());
      List<Job> jobs = pausedJobsOf(paused, 3);
      submit(paused, jobs, List.of());
      List<Job> renamed = jobs.stream().map(job -> job.renamed("Name " + job.id())).toList();
      assertThat(store().move(failed(jobs.get(1)), List.of())).isTrue();

      assertThat(batches().move(paused.id(), renamed, List.of()))
          .containsExactly(renamed.get(0), renamed.get(2));

      assertThat(found(renamed.get(0).id())).isEqualTo(renamed.get(0));
      assertThat(found(renamed.get(1).id()).request().filename()).isEmpty();
      assertThat(queue().claim("w", 9, NOW.plusSeconds(99), LEASE)).isEmpty();
    }

    @Test
    void a_rename_and_a_start_at_once_leave_no_job_behind() {
      for (int round = 0; round < 10; round++) {
        Batch paused = batch(Optional.empty());
        List<Job> jobs = pausedJobsOf(paused, 5);
        submit(paused, jobs, List.of());

        ConcurrentCalls.run(
            2,
            i ->
                i == 0
                    ? batches().start(paused.id(), LATER)
                    : batches()
                        .move(
                            paused.id(),
                            jobs.stream().map(job -> job.renamed("new")).toList(),
                            List.of()));

        assertThat(batches().jobs(paused.id())).noneMatch(Job::isPaused);
      }
    }

    @Test
    void a_job_that_is_tried_again_gives_its_place_to_the_new_one() {
      Batch batch = batch(Optional.of(NOW));
      List<Job> jobs = jobsOf(batch, 3);
      submit(batch, jobs, List.of());
      Job failed = failed(jobs.get(1));
      assertThat(store().move(failed, List.of())).isTrue();
      Job again = failed.resubmitted(samples.id(), LATER);

      assertThat(batches().replace(batch.id(), List.of(again))).containsExactly(again);

      assertThat(batches().jobs(batch.id())).containsExactly(jobs.get(0), again, jobs.get(2));
      assertThat(found(failed.id())).as("it is still there").isEqualTo(failed);
      Job third = failed.resubmitted(samples.id(), LATER);
      assertThat(batches().replace(batch.id(), List.of(third))).as("it has no place").isEmpty();
      assertThat(store().find(third.id())).isEmpty();
    }

    @Test
    void of_two_retries_at_once_one_gets_the_place() {
      Batch batch = batch(Optional.of(NOW));
      List<Job> jobs = jobsOf(batch, 1);
      submit(batch, jobs, List.of());
      Job failed = failed(jobs.get(0));
      assertThat(store().move(failed, List.of())).isTrue();
      List<JobId> ids = Stream.generate(samples::id).limit(4).toList();

      List<List<Job>> inserted =
          ConcurrentCalls.run(
              4,
              i -> batches().replace(batch.id(), List.of(failed.resubmitted(ids.get(i), LATER))));

      assertThat(inserted.stream().mapToInt(List::size).sum()).isEqualTo(1);
      assertThat(batches().slots(batch.id())).hasSize(1);
    }

    @Test
    void a_retry_in_a_paused_batch_is_paused() {
      Batch paused = batch(Optional.empty());
      List<Job> jobs = pausedJobsOf(paused, 1);
      submit(paused, jobs, List.of());
      Job cancelled = failed(jobs.get(0));
      assertThat(store().move(cancelled, List.of())).isTrue();
      Job again = cancelled.resubmitted(samples.id(), LATER);

      assertThat(batches().replace(paused.id(), List.of(again))).containsExactly(again.paused());

      assertThat(found(again.id()).isPaused()).isTrue();
    }

    @Test
    void an_owners_batches_are_listed_newest_first_with_their_tallies() {
      Batch old = batch(NOW.minusSeconds(9), Optional.of(NOW));
      List<Job> jobs = jobsOf(old, 4);
      submit(old, jobs, List.of());
      store().move(failed(jobs.get(0)), List.of());
      Batch young = batch(NOW, Optional.empty());
      submit(young, pausedJobsOf(young, 2), List.of());
      Batch foreign = samples.anyBatch();
      submit(foreign, jobsOf(foreign, 1), List.of());

      Page<Batch.Summary> page = batches().list(TenantId.LOCAL, 10, 0);

      assertThat(page.items())
          .containsExactly(
              new Batch.Summary(young, new Batch.Tally(2, 0, 0, 0)),
              new Batch.Summary(old, new Batch.Tally(4, 0, 1, 0)));
      assertThat(page.items())
          .extracting(Batch.Summary::status)
          .containsExactly(Batch.Status.PAUSED, Batch.Status.PROCESSING);
      assertThat(page.total()).isEqualTo(2);
      assertThat(batches().list(TenantId.LOCAL, 1, 1).items())
          .extracting(Batch.Summary::batch)
          .containsExactly(old);
      assertThat(batches().list(new TenantId("nobody"), 10, 0).items()).isEmpty();
    }

    @Test
    void batches_survive_a_reopening() {
      List<Batch> all =
          IntStream.range(0, 5).mapToObj(i -> batch(Optional.<Instant>empty())).toList();
      all.forEach(batch -> submit(batch, pausedJobsOf(batch, 2), List.of()));
      batches().start(all.get(0).id(), LATER);

      assumeTrue(reopened().isPresent(), "this store ends with its process");

      assertThat(batches().find(all.get(0).id())).contains(all.get(0).started(LATER));
      assertThat(all).allSatisfy(batch -> assertThat(batches().jobs(batch.id())).hasSize(2));
      assertThat(batches().find(all.get(4).id())).contains(all.get(4));
      List<Notification> none = outbox().about(all.get(0).id());
      assertThat(none).isEmpty();
    }
  }
}
