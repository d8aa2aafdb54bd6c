package dev.sluice.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Batches after a kill that took H2's file back to an earlier moment. */
class RestoredBatchesTest extends RestoredDatabaseFixture {
  private final Batch batch =
      new Batch(
          new BatchId(samples.id().value()),
          TenantId.LOCAL,
          Optional.empty(),
          Optional.empty(),
          Optional.of(WebhookTarget.parse("https://hook.example/in")),
          NOW,
          Optional.empty());
  private final List<Job> jobs =
      Stream.generate(samples::pending)
          .limit(3)
          .map(job -> job.toBuilder().batch(Optional.of(batch.id())).build().paused())
          .toList();

  private Notification over() {
    return Notification.of(
        samples.id().value(),
        batch.id(),
        Notification.Kind.BATCH_COMPLETED,
        batch.webhook().orElseThrow(),
        NOW);
  }

  private static Job cancelled(Job job) {
    return job.failed(new Job.Failure(FailureCode.CANCELLED, "Job cancelled by user"), NOW);
  }

  @Test
  void a_batch_that_was_accepted_is_whole_again() throws IOException {
    losing(database -> database.jobs().insert(NewJobs.of(batch, jobs, List.of())));

    with(
        database -> {
          assertThat(database.batches().find(batch.id())).contains(batch);
          assertThat(database.batches().jobs(batch.id())).isEqualTo(jobs);
        });
  }

  @Test
  void a_start_and_a_name_are_not_lost() throws IOException {
    with(database -> database.jobs().insert(NewJobs.of(batch, jobs, List.of())));
    Job renamed = jobs.get(1).renamed("Better");
    losing(
        database -> {
          database.batches().move(batch.id(), List.of(renamed), List.of());
          database.batches().start(batch.id(), NOW);
        });

    with(
        database -> {
          assertThat(database.batches().find(batch.id())).contains(batch.started(NOW));
          assertThat(database.batches().jobs(batch.id()).get(1)).isEqualTo(renamed.started(NOW));
          assertThat(database.queue().claim("w", 9, NOW, Duration.ofSeconds(10))).hasSize(3);
        });
  }

  @Test
  void the_end_of_a_batch_is_reported_once() throws IOException {
    with(database -> database.jobs().insert(NewJobs.of(batch, jobs, List.of())));
    Notification over = over();
    losing(
        database -> {
          database.jobs().move(cancelled(jobs.get(0)), List.of(over()));
          database
              .batches()
              .move(
                  batch.id(),
                  jobs.stream().skip(1).map(RestoredBatchesTest::cancelled).toList(),
                  List.of(over));
        });

    with(
        database -> {
          assertThat(database.batches().jobs(batch.id())).allMatch(job -> job.status().isFinal());
          assertThat(database.outbox().about(batch.id())).containsExactly(over);
        });
  }

  @Test
  void a_retry_of_a_retry_holds_the_place() throws IOException {
    Batch started = batch.started(NOW);
    with(database -> database.jobs().insert(NewJobs.of(started, jobs, List.of())));
    Job first = cancelled(jobs.get(1)).resubmitted(samples.id(), NOW);
    Job second = cancelled(first).resubmitted(samples.id(), NOW);
    losing(
        database -> {
          database.jobs().move(cancelled(jobs.get(1)), List.of());
          database.batches().replace(batch.id(), List.of(first));
          database.jobs().move(cancelled(first), List.of());
          database.batches().replace(batch.id(), List.of(second));
        });

    with(
        database ->
            assertThat(database.batches().jobs(batch.id()))
                .containsExactly(jobs.get(0), second, jobs.get(2)));
  }

  @Test
  void replaying_what_the_database_has_changes_nothing() {
    with(
        database -> {
          database.jobs().insert(NewJobs.of(batch, jobs, List.of()));
          database.batches().start(batch.id(), NOW);
          database.queue().claim("w", 1, NOW, Duration.ofSeconds(10));
        });
    with(database -> {});

    with(
        database -> {
          assertThat(database.batches().slots(batch.id())).hasSize(3);
          assertThat(database.batches().jobs(batch.id()))
              .extracting(Job::version)
              .containsExactlyInAnyOrder(2L, 1L, 1L);
        });
  }
}
