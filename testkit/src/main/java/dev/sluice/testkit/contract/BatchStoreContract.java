package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.batch.BatchSlot;
import dev.sluice.core.batch.BatchStatus;
import dev.sluice.core.batch.BatchSummary;
import dev.sluice.core.batch.BatchTally;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Page;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.tenant.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link dev.sluice.core.port.store.BatchStore} promises, beside the store of its jobs;
 * what is told when a batch is over stands in the class above.
 */
public abstract class BatchStoreContract extends BatchEndContract {
  private static final Instant LATER = NOW.plusSeconds(5);

  @Test
  protected void a_batch_and_its_jobs_are_there_together_in_order() {
    Batch batch = batch(Optional.of(NOW));
    List<Job> jobs = jobsOf(batch, 12);

    submit(batch, jobs, List.of());

    assertThat(batches().find(batch.id())).contains(batch);
    assertThat(batches().jobs(batch.id())).isEqualTo(jobs);
    assertThat(batches().places(batch.id()))
        .isEqualTo(jobs.stream().map(job -> new BatchSlot(job.id(), JobStatus.PENDING)).toList());
    assertThat(jobs).allSatisfy(job -> assertThat(found(job.id())).isEqualTo(job));
  }

  @Test
  protected void every_field_of_a_batch_survives() {
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
  protected void an_unknown_batch_is_absent() {
    BatchId unknown = new BatchId(samples.id().value());

    assertThat(batches().find(unknown)).isEmpty();
    assertThat(batches().jobs(unknown)).isEmpty();
    assertThat(batches().places(unknown)).isEmpty();
    assertThat(batches().start(unknown, NOW)).isEmpty();
    assertThat(batches().move(unknown, List.of(), List.of())).isEmpty();
  }

  @Test
  protected void an_id_that_is_already_there_keeps_the_whole_batch_out() {
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
  protected void jobs_of_a_batch_are_claimed_and_those_of_a_paused_one_are_not() {
    Batch running = batch(Optional.of(NOW));
    submit(running, jobsOf(running, 2), List.of());
    Batch paused = batch(Optional.empty());
    List<Job> waiting = pausedJobsOf(paused, 2);
    submit(paused, waiting, List.of());

    assertThat(store().claim("w", 10, NOW, LEASE)).hasSize(2);

    assertThat(store().claim("w", 10, NOW.plusSeconds(999_999_999), LEASE)).hasSize(2);
    assertThat(batches().jobs(paused.id())).isEqualTo(waiting);
  }

  @Test
  protected void paused_jobs_are_pending_to_whoever_looks_but_do_not_wait() {
    Batch paused = batch(Optional.empty());
    submit(paused, pausedJobsOf(paused, 3), List.of());

    assertThat(store().count(TenantId.LOCAL, JobStatus.PENDING)).isZero();
    assertThat(store().count(JobStatus.PENDING)).isZero();
    assertThat(store().nextDue()).isEmpty();

    Job waiting = inserted(samples.pendingAt(NOW.plusSeconds(1)));
    JobQuery pending = JobQuery.of(TenantId.LOCAL).withStatus(JobStatus.PENDING);
    assertThat(store().nextDue()).contains(waiting.dueAt());
    assertThat(store().list(pending).totalFiltered()).isEqualTo(4);
    assertThat(store().list(pending).items())
        .isEqualTo(store().list(JobQuery.of(TenantId.LOCAL)).items())
        .hasSize(4);
    assertThat(store().list(pending.withLimit(2).withOffset(1)).items())
        .isEqualTo(store().list(JobQuery.of(TenantId.LOCAL)).items().subList(1, 3));
  }

  @Test
  protected void a_start_lets_all_paused_jobs_run_and_works_once() {
    Batch paused = batch(Optional.empty());
    List<Job> jobs = pausedJobsOf(paused, 3);
    submit(paused, jobs, List.of());
    AtomicInteger arrivals = new AtomicInteger();
    store().onArrival(arrivals::incrementAndGet);

    List<List<Job>> started =
        ConcurrentCalls.run(4, i -> batches().start(paused.id(), LATER)).stream()
            .flatMap(Optional::stream)
            .toList();

    List<Job> expected = jobs.stream().map(job -> job.started(LATER)).toList();
    assertThat(started).containsExactly(expected);
    assertThat(batches().jobs(paused.id())).isEqualTo(expected);
    assertThat(batches().find(paused.id())).contains(paused.started(LATER));
    assertThat(arrivals.get()).isPositive();
    assertThat(store().count(JobStatus.PENDING)).isEqualTo(3);
    assertThat(store().claim("w", 10, LATER, LEASE)).hasSize(3);
  }

  @Test
  protected void a_start_leaves_alone_what_is_over() {
    Batch paused = batch(Optional.empty());
    List<Job> jobs = pausedJobsOf(paused, 2);
    submit(paused, jobs, List.of());
    Job cancelled = failed(jobs.get(0));
    assertThat(store().move(cancelled, List.of())).isTrue();

    assertThat(batches().start(paused.id(), LATER).orElseThrow()).hasSize(1);

    assertThat(found(cancelled.id())).isEqualTo(cancelled);
  }

  @Test
  protected void a_paused_job_gets_another_name_in_one_move_with_others() {
    Batch paused = batch(Optional.empty());
    List<Job> jobs = pausedJobsOf(paused, 3);
    submit(paused, jobs, List.of());
    List<Job> renamed = jobs.stream().map(job -> job.renamed("Name " + job.id())).toList();
    assertThat(store().move(failed(jobs.get(1)), List.of())).isTrue();

    assertThat(batches().move(paused.id(), renamed, List.of()))
        .containsExactly(renamed.get(0), renamed.get(2));

    assertThat(found(renamed.get(0).id())).isEqualTo(renamed.get(0));
    assertThat(found(renamed.get(1).id()).request().filename()).isEmpty();
    assertThat(store().claim("w", 9, NOW.plusSeconds(99), LEASE)).isEmpty();
  }

  @Test
  protected void a_rename_and_a_start_at_once_leave_no_job_behind() {
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
  protected void a_job_that_is_tried_again_gives_its_place_to_the_new_one() {
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
  protected void of_two_retries_at_once_one_gets_the_place() {
    Batch batch = batch(Optional.of(NOW));
    List<Job> jobs = jobsOf(batch, 1);
    submit(batch, jobs, List.of());
    Job failed = failed(jobs.get(0));
    assertThat(store().move(failed, List.of())).isTrue();
    List<JobId> ids = Stream.generate(samples::id).limit(4).toList();

    List<List<Job>> inserted =
        ConcurrentCalls.run(
            4, i -> batches().replace(batch.id(), List.of(failed.resubmitted(ids.get(i), LATER))));

    assertThat(inserted.stream().mapToInt(List::size).sum()).isEqualTo(1);
    assertThat(batches().places(batch.id())).hasSize(1);
  }

  @Test
  protected void a_retry_in_a_paused_batch_is_paused() {
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
  protected void an_owners_batches_are_listed_newest_first_with_their_tallies() {
    Batch old = batch(NOW.minusSeconds(9), Optional.of(NOW));
    List<Job> jobs = jobsOf(old, 4);
    submit(old, jobs, List.of());
    store().move(failed(jobs.get(0)), List.of());
    Batch young = batch(NOW, Optional.empty());
    submit(young, pausedJobsOf(young, 2), List.of());
    Batch foreign = samples.anyBatch();
    submit(foreign, jobsOf(foreign, 1), List.of());

    Page<BatchSummary> page = batches().list(TenantId.LOCAL, 10, 0);

    assertThat(page.items())
        .containsExactly(
            new BatchSummary(young, new BatchTally(2, 0, 0, 0)),
            new BatchSummary(old, new BatchTally(4, 0, 1, 0)));
    assertThat(page.items())
        .extracting(BatchSummary::status)
        .containsExactly(BatchStatus.PAUSED, BatchStatus.PROCESSING);
    assertThat(page.total()).isEqualTo(2);
    assertThat(batches().list(TenantId.LOCAL, 1, 1).items())
        .extracting(BatchSummary::batch)
        .containsExactly(old);
    assertThat(batches().list(new TenantId("nobody"), 10, 0).items()).isEmpty();
  }

  @Test
  protected void batches_survive_a_reopening() {
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
