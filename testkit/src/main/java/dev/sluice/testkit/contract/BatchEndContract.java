package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.batch.BatchCounts;
import dev.sluice.core.batch.NewJobs;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobFailure;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.BatchStore;
import dev.sluice.core.request.Folder;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.DailyUsage;
import dev.sluice.core.tenant.TenantId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The end of a batch: told once, with the last move of its last job. */
abstract class BatchEndContract extends JobStoreFixture {
  /** The batches beside {@link #store()}. */
  protected abstract BatchStore batches();

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

  final void submit(Batch batch, List<Job> jobs, List<Notification> told) {
    store().insert(NewJobs.of(batch, jobs, told));
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
    return job.failed(new JobFailure(FailureCode.CANCELLED, "Job cancelled by user"), NOW);
  }

  private Notification over(Batch batch) {
    return Notification.of(
        samples.id().value(),
        batch.id(),
        Notification.Kind.BATCH_COMPLETED,
        batch.webhook().orElseThrow(),
        NOW);
  }

  @Test
  protected void jobs_of_a_batch_that_end_together_are_counted_as_others_are() {
    Batch batch = batch(Optional.of(NOW));
    List<Job> jobs = jobsOf(batch, 3);
    submit(batch, jobs, List.of());

    batches().move(batch.id(), jobs.stream().map(job -> failed(job)).toList(), List.of());

    LocalDate today = DailyUsage.dayOf(NOW);
    assertThat(store().days(batch.owner(), today, today))
        .containsExactly(new DailyUsage(today, 0, 3, 0));
  }

  @Test
  protected void the_end_of_a_batch_is_told_with_the_last_move_of_its_last_job() {
    Batch batch = batch(Optional.of(NOW));
    List<Job> jobs = jobsOf(batch, 3);
    submit(batch, jobs, List.of(over(batch)));

    for (Job job : jobs.subList(0, 2)) {
      Job ended = failed(job);
      assertThat(store().move(ended, List.of(told(ended, NOW), over(batch)))).isTrue();
      assertThat(outbox().about(job.id())).hasSize(1);
      assertThat(outbox().about(batch.id())).isEmpty();
    }
    Notification last = over(batch);
    assertThat(store().move(failed(jobs.get(2)), List.of(last))).isTrue();

    assertThat(outbox().about(batch.id())).containsExactly(last);
    assertThat(outbox().claimDue(9, NOW, LEASE)).contains(last);
  }

  @Test
  protected void batches_are_counted_by_what_their_jobs_do() {
    Batch paused = batch(Optional.empty());
    submit(paused, pausedJobsOf(paused, 2), List.of());
    Batch open = batch(Optional.of(NOW));
    List<Job> jobs = jobsOf(open, 2);
    submit(open, jobs, List.of());
    store().insert(List.of(samples.pending()));

    assertThat(batches().counts()).isEqualTo(new BatchCounts(1, 1, 0));

    batches().start(paused.id(), NOW);
    assertThat(batches().counts()).isEqualTo(new BatchCounts(0, 2, 0));

    store().move(failed(jobs.get(0)), List.of());
    assertThat(batches().counts()).isEqualTo(new BatchCounts(0, 2, 0));
    store().move(failed(jobs.get(1)), List.of());
    assertThat(batches().counts()).isEqualTo(new BatchCounts(0, 1, 1));

    store().claim("w", 9, NOW, LEASE);
    assertThat(batches().counts()).isEqualTo(new BatchCounts(0, 1, 1));
  }

  @Test
  protected void a_move_that_is_not_taken_tells_nothing_of_the_batch() {
    Batch batch = batch(Optional.of(NOW));
    List<Job> jobs = jobsOf(batch, 1);
    submit(batch, jobs, List.of());
    Job late = failed(jobs.get(0)).toBuilder().version(7).build();

    assertThat(store().move(late, List.of(over(batch)))).isFalse();
    assertThat(batches().move(batch.id(), List.of(late), List.of(over(batch)))).isEmpty();

    assertThat(outbox().about(batch.id())).isEmpty();
  }

  @Test
  protected void a_move_of_another_batchs_job_tells_nothing_of_this_one() {
    Batch batch = batch(Optional.of(NOW));
    submit(batch, jobsOf(batch, 1), List.of());
    Job stranger = inserted(samples.pending());

    assertThat(store().move(failed(stranger), List.of(over(batch)))).isTrue();

    assertThat(outbox().about(batch.id())).isEmpty();
  }

  @Test
  protected void of_last_jobs_that_end_at_once_exactly_one_tells_the_end() {
    for (int round = 0; round < 20; round++) {
      Batch batch = batch(Optional.of(NOW));
      List<Job> jobs = jobsOf(batch, 6);
      submit(batch, jobs, List.of());
      List<Notification> told = jobs.stream().map(job -> over(batch)).toList();

      List<Boolean> taken =
          ConcurrentCalls.run(6, i -> store().move(failed(jobs.get(i)), List.of(told.get(i))));

      assertThat(taken).containsOnly(true);
      assertThat(outbox().about(batch.id())).hasSize(1);
    }
  }

  @Test
  protected void jobs_that_end_together_and_one_that_ends_beside_them_tell_it_once() {
    for (int round = 0; round < 10; round++) {
      Batch batch = batch(Optional.of(NOW));
      List<Job> jobs = jobsOf(batch, 5);
      submit(batch, jobs, List.of());
      List<Job> ended = jobs.stream().map(BatchEndContract::failed).toList();
      Notification one = over(batch);
      Notification another = over(batch);
      List<Notification> words =
          new ArrayList<>(ended.stream().map(job -> told(job, NOW)).toList());
      words.add(one);

      ConcurrentCalls.run(
          2,
          i ->
              i == 0
                  ? batches().move(batch.id(), ended, words)
                  : store().move(ended.get(3), List.of(told(ended.get(3), NOW), another)));

      assertThat(outbox().about(batch.id())).hasSize(1);
      assertThat(ended).allSatisfy(job -> assertThat(found(job.id())).isEqualTo(job));
      assertThat(ended).allSatisfy(job -> assertThat(outbox().about(job.id())).hasSize(1));
    }
  }

  @Test
  protected void a_batch_that_is_over_when_it_comes_is_told_at_once() {
    Batch batch = batch(Optional.of(NOW));
    List<Job> skipped =
        IntStream.range(0, 2)
            .mapToObj(i -> samples.in(JobStatus.SKIPPED, NOW))
            .map(job -> job.toBuilder().batch(Optional.of(batch.id())).build())
            .toList();
    Notification over = over(batch);
    Notification first = told(skipped.get(0), NOW);

    submit(batch, skipped, List.of(first, over));

    assertThat(outbox().about(batch.id())).containsExactly(over);
    assertThat(outbox().about(skipped.get(0).id())).containsExactly(first);
  }

  @Test
  protected void a_job_that_gave_its_place_away_keeps_no_batch_open_and_a_new_one_does() {
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
  protected void every_end_of_a_batch_that_was_opened_again_is_told() {
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
