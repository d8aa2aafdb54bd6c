package dev.sluice.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.core.port.store.RetentionStore.Deleted;
import dev.sluice.core.port.store.RetentionStore.Position;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.Usage.DailyUsage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Deletions, and the journal that still has what was deleted. */
class RestoredRetentionTest extends RestoredDatabaseFixture {
  private static void deleteJobs(JobDatabase database, int expected) {
    Deleted deleted = database.retention().deleteJobs(NOW, Position.START, 100);
    assertThat(deleted.jobs()).isEqualTo(expected);
  }

  private static Job ended(JobDatabase database, Job job, List<Notification> notifications) {
    Job ended = failed(job.claimed(new Job.Lease("w", NOW), NOW));
    Job stored = ended.toBuilder().version(job.version() + 1).build();
    assertThat(database.jobs().move(stored, notifications)).isTrue();
    return stored;
  }

  @Test
  void a_replay_brings_no_deleted_job_back_and_counts_it_once() {
    Job gone = samples.pending();
    Job open = samples.pending();
    with(
        database -> {
          database.jobs().insert(List.of(gone, open));
          ended(database, gone, List.of());
          deleteJobs(database, 1);
        });

    // The journal has the insert, the end and the deletion.
    for (int i = 0; i < 2; i++) {
      with(
          database -> {
            assertThat(database.jobs().find(gone.id())).isEmpty();
            assertThat(database.jobs().find(open.id())).contains(open);
            assertThat(database.jobs().list(JobQuery.of(TenantId.LOCAL)).total()).isEqualTo(1);
            assertThat(
                    database
                        .usage()
                        .days(TenantId.LOCAL, DailyUsage.dayOf(NOW), DailyUsage.dayOf(NOW)))
                .containsExactly(new DailyUsage(DailyUsage.dayOf(NOW), 0, 1, 0));
          });
    }
  }

  @Test
  void a_deletion_that_was_lost_is_repeated_and_takes_nothing_else() throws IOException {
    Job gone = samples.pending();
    Job open = samples.pending();
    Notification answer = answer(gone);
    with(
        database -> {
          database.jobs().insert(List.of(gone, open));
          ended(database, gone, List.of(answer));
          database.outbox().update(answer.delivered(5));
        });
    losing(database -> deleteJobs(database, 1));

    with(
        database -> {
          assertThat(database.jobs().find(gone.id())).isEmpty();
          assertThat(database.outbox().about(gone.id())).isEmpty();
          assertThat(database.jobs().find(open.id())).contains(open);
          assertThat(database.jobs().counts(TenantId.LOCAL).getOrDefault(JobStatus.FAILED, 0L))
              .isZero();
          assertThat(database.jobs().list(JobQuery.of(TenantId.LOCAL)).total()).isEqualTo(1);
        });
  }

  @Test
  void a_job_that_was_accepted_beside_a_deletion_is_not_lost_with_it() throws IOException {
    Job gone = samples.pending();
    Job accepted = samples.pending();
    with(
        database -> {
          database.jobs().insert(List.of(gone));
          ended(database, gone, List.of());
        });
    losing(
        database -> {
          deleteJobs(database, 1);
          database.jobs().insert(List.of(accepted));
        });

    with(
        database -> {
          assertThat(database.jobs().find(gone.id())).isEmpty();
          assertThat(database.jobs().find(accepted.id())).contains(accepted);
          assertThat(database.jobs().list(JobQuery.of(TenantId.LOCAL)).total()).isEqualTo(1);
        });
  }

  @Test
  void a_batch_that_was_deleted_stays_so_with_its_slots_and_notifications() throws IOException {
    Batch batch =
        new Batch(
            new BatchId(samples.id().value()),
            TenantId.LOCAL,
            Optional.empty(),
            Optional.empty(),
            Optional.of(answer(samples.pending()).target()),
            NOW,
            Optional.of(NOW));
    List<Job> jobs =
        Stream.generate(samples::pending)
            .limit(2)
            .map(job -> job.toBuilder().batch(Optional.of(batch.id())).build())
            .toList();
    Notification over =
        Notification.of(
            samples.id().value(),
            batch.id(),
            Notification.Kind.BATCH_COMPLETED,
            batch.webhook().orElseThrow(),
            NOW);
    losing(
        database -> {
          database.jobs().insert(NewJobs.of(batch, jobs, List.of()));
          jobs.forEach(job -> ended(database, job, List.of(over)));
          database.outbox().update(over.delivered(5));
          assertThat(database.retention().deleteBatches(NOW, Position.START, 9).batches())
              .isEqualTo(1);
        });

    for (int i = 0; i < 2; i++) {
      with(
          database -> {
            assertThat(database.batches().find(batch.id())).isEmpty();
            assertThat(jobs).allMatch(job -> database.jobs().find(job.id()).isEmpty());
            assertThat(database.outbox().about(batch.id())).isEmpty();
            assertThat(database.batches().list(TenantId.LOCAL, 9, 0).total()).isZero();
            assertThat(database.jobs().list(JobQuery.of(TenantId.LOCAL)).total()).isZero();
          });
    }
  }

  @Test
  void a_notification_that_was_deleted_is_not_sent_again() {
    Job job = samples.pending();
    Notification answer = answer(job);
    with(
        database -> {
          database.jobs().insert(List.of(job));
          ended(database, job, List.of(answer));
          database.outbox().update(answer.delivered(5));
          assertThat(
                  database.retention().deleteNotifications(NOW, Position.START, 9).notifications())
              .isEqualTo(1);
        });

    with(
        database -> {
          assertThat(database.outbox().about(job.id())).isEmpty();
          assertThat(database.jobs().find(job.id())).isPresent();
        });
  }
}
