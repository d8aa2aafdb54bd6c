package dev.sluice.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.core.port.store.Outbox.Receiver;
import dev.sluice.core.port.store.RetentionStore;
import dev.sluice.core.port.store.RetentionStore.Position;
import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.document.JobDocument;
import dev.sluice.storage.jdbc.h2.H2Tables;
import dev.sluice.testkit.sample.JobSamples;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two versions at work on one database: jobs of the later one are left to it. */
class LaterVersionJobsTest {
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final WebhookTarget HOOK = WebhookTarget.parse("https://me.example/hook");

  private final JobSamples samples = new JobSamples(9);
  private final SecretBox secrets =
      AesSecretBox.of(List.of(Secret.of("5e".repeat(32))), new SecureRandom());
  private final Instant now = JobSamples.START.plusSeconds(60);

  abstract class OnDatabase {
    abstract JobDatabase open();

    abstract void run(String sql);

    private Job storedByALaterVersion(JobDatabase database) {
      Job sample = samples.pending();
      Job job =
          Job.submitted(
              sample.id(),
              sample.tenant(),
              JobRequest.of("https://media.example/a.mkv?token=t"),
              sample.createdAt());
      database.jobs().insert(NewJobs.of(List.of(job)));
      rewriteAsALaterVersion(job);
      return job;
    }

    /** Gives a job's document a member and a constant of a later format. */
    private void rewriteAsALaterVersion(Job job) {
      run(
          String.format(
              Locale.ROOT,
              """
              UPDATE jobs SET format = %d, document =
                REPLACE(REPLACE(document, '"output":{', '"output":{"container":"HOLOGRAM","smell":1,'),
                  '"format":%d', '"format":%d')
              WHERE id = '%s'
              """,
              JobDocument.FORMAT + 1,
              JobDocument.FORMAT,
              JobDocument.FORMAT + 1,
              job.id()));
    }

    @Test
    void a_job_of_a_later_version_is_listed_and_left_to_that_version() {
      try (JobDatabase database = open()) {
        Job later = storedByALaterVersion(database);
        Job own = samples.pending();
        database.jobs().insert(NewJobs.of(List.of(own)));

        List<Job> claimed = database.queue().claim("w", 9, 9, now, LEASE);

        assertThat(claimed).extracting(Job::id).containsExactly(own.id());
        assertThat(database.queue().nextDue()).isEmpty();
        Job seen = database.jobs().find(later.id()).orElseThrow();
        assertThat(seen.status()).isEqualTo(JobStatus.PENDING);
        assertThat(seen.request().url()).isEqualTo(later.request().url());
        assertThat(database.jobs().list(JobQuery.of(later.tenant())).items())
            .extracting(Job::id)
            .contains(later.id());
      }
    }

    @Test
    void a_job_whose_server_of_a_later_version_died_is_left_to_that_version() {
      try (JobDatabase database = open()) {
        Job later = samples.pending();
        database.jobs().insert(NewJobs.of(List.of(later)));
        assertThat(database.queue().claim("w", 9, 9, now, LEASE)).hasSize(1);
        rewriteAsALaterVersion(later);

        Instant afterTheLease = now.plus(LEASE).plusSeconds(1);
        assertThat(database.queue().claim("w", 9, 9, afterTheLease, LEASE)).isEmpty();
        assertThat(database.jobs().find(later.id())).isPresent();
      }
    }

    @Test
    void webhooks_about_jobs_of_a_later_version_are_left_to_that_version() {
      try (JobDatabase database = open()) {
        Job later = ended(Optional.empty());
        Job own = ended(Optional.empty());
        Notification ofOwn = notification(own);
        database.jobs().insert(NewJobs.of(List.of(later, own)));
        database.outbox().add(notification(later));
        database.outbox().add(ofOwn);
        rewriteAsALaterVersion(later);

        assertThat(database.outbox().due(9, now, Set.of(), Set.of()))
            .extracting(due -> due.notification().id())
            .containsExactly(ofOwn.id());
        Receiver receiver = Receiver.of(TenantId.LOCAL, HOOK);
        assertThat(database.outbox().postpone(receiver, 9, now, now.plusSeconds(9))).isEqualTo(1);
      }
    }

    @Test
    void retention_leaves_jobs_of_a_later_version_and_their_files_to_that_version() {
      try (JobDatabase database = open()) {
        Batch batch =
            new Batch(
                new BatchId(new UUID(4, 4)),
                TenantId.LOCAL,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                JobSamples.START,
                Optional.of(JobSamples.START));
        Job later = ended(Optional.empty());
        Job inBatch = ended(Optional.of(batch.id()));
        Job own = ended(Optional.empty());
        database.jobs().insert(NewJobs.of(List.of(later, own)));
        database.jobs().insert(NewJobs.of(batch, List.of(inBatch), List.of()));
        rewriteAsALaterVersion(later);
        rewriteAsALaterVersion(inBatch);
        RetentionStore retention = database.retention();
        Instant end = now.plus(Duration.ofDays(999));

        assertThat(retention.oldFiles(end, Position.START, 9).jobs())
            .extracting(Job::id)
            .containsExactly(own.id());
        assertThat(retention.expiredFiles(end, Position.START, 9).jobs())
            .extracting(Job::id)
            .containsExactly(own.id());
        assertThat(retention.deleteJobs(end, Position.START, 9).jobs()).isEqualTo(1);
        assertThat(retention.deleteBatches(end, Position.START, 9).batches()).isZero();
        assertThat(database.jobs().find(later.id())).isPresent();
        assertThat(database.jobs().find(inBatch.id())).isPresent();
      }
    }

    @Test
    void the_file_of_a_job_of_a_later_version_is_not_deleted_and_no_name_of_it_reserved() {
      try (JobDatabase database = open()) {
        Job later = ended(Optional.empty());
        database.jobs().insert(NewJobs.of(List.of(later)));
        rewriteAsALaterVersion(later);

        assertNewer(() -> database.names().reserve(ObjectPath.of("a.mp4"), later.id()));
      }
    }

    @Test
    void a_job_of_a_later_version_is_not_retried() {
      try (JobDatabase database = open()) {
        Job later = storedByALaterVersion(database);
        Job seen = database.jobs().find(later.id()).orElseThrow();
        Job again = seen.resubmitted(samples.id(), now);

        assertNewer(() -> database.jobs().insert(NewJobs.of(List.of(again))));
        assertThat(database.jobs().find(again.id())).isEmpty();
      }
    }

    private void assertNewer(ThrowingCallable call) {
      assertThatThrownBy(call)
          .isInstanceOfSatisfying(
              SluiceException.class,
              refused -> assertThat(refused.code()).isEqualTo(FailureCode.STORE_UNAVAILABLE))
          .hasMessageContaining("newer version");
    }

    private Job ended(Optional<BatchId> batch) {
      JobRequest request =
          JobRequest.of("https://media.example/a.mkv").withExpiresAfter(Duration.ofHours(2));
      Job job = Job.submitted(samples.id(), TenantId.LOCAL, request, JobSamples.START);
      Artifact artifact =
          new Artifact(
              ObjectPath.of(job.id() + ".mp4"), new ContentType("video/mp4"), 5, "h264:copy");
      return job.toBuilder()
          .batch(batch)
          .build()
          .claimed(new Job.Lease("w", now), JobSamples.START)
          .completed(artifact, job.source(), job.timings(), now);
    }

    private Notification notification(Job job) {
      return Notification.of(
          samples.id().value(), job.id(), Notification.Kind.JOB_COMPLETED, HOOK, now);
    }

    @Test
    void a_job_of_a_later_version_cannot_be_changed() {
      try (JobDatabase database = open()) {
        Job later = storedByALaterVersion(database);
        Job seen = database.jobs().find(later.id()).orElseThrow();
        Job cancelled =
            seen.failed(new Job.Failure(FailureCode.CANCELLED, "Job cancelled by user"), now);

        assertNewer(() -> database.jobs().move(cancelled, List.of()));
      }
    }
  }

  @Nested
  class OnH2 extends OnDatabase {
    @TempDir Path folder;

    @Override
    JobDatabase open() {
      return JobDatabase.embedded(folder, secrets);
    }

    @Override
    void run(String sql) {
      try (H2Tables tables = H2Tables.of(folder)) {
        tables.run(sql);
      }
    }
  }

  @Nested
  class OnPostgres extends OnDatabase {
    private final DatabaseSettings settings = TestPostgres.freshDatabase();

    @Override
    JobDatabase open() {
      return JobDatabase.open(settings, secrets);
    }

    @Override
    void run(String sql) {
      TestPostgres.execute(settings, sql);
    }
  }
}
