package dev.sluice.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.Job.Timings;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.SourceSummary;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.ApiKeyStore.ApiKey;
import dev.sluice.core.port.store.IdempotencyStore;
import dev.sluice.core.port.store.IdempotencyStore.StoredResponse;
import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.core.port.store.TenantBucketStore.TenantBucket;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.BucketId;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.Usage;
import dev.sluice.core.tenant.Usage.DailyUsage;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The content of the database after a kill. */
class RestoredDatabaseTest extends RestoredDatabaseFixture {
  @Test
  void jobs_that_were_accepted_are_there_again() throws IOException {
    List<Job> batch = List.of(samples.pending(), samples.pending());
    losing(database -> database.jobs().insert(batch));

    with(
        database ->
            assertThat(batch)
                .allSatisfy(job -> assertThat(database.jobs().find(job.id())).contains(job)));
  }

  @Test
  void a_job_that_ended_does_not_run_again_and_its_end_is_reported() throws IOException {
    Job job = samples.pending();
    with(database -> database.jobs().insert(List.of(job)));
    Notification answer = answer(job);
    losing(
        database -> {
          database.names().reserve(ObjectPath.of("a.mp4"), job.id());
          database.jobs().move(failed(claimed(database)), List.of(answer));
        });

    with(
        database -> {
          assertThat(database.jobs().find(job.id()).orElseThrow().status())
              .isEqualTo(JobStatus.FAILED);
          assertThat(database.queue().claim("w", 1, NOW.plusSeconds(999), Duration.ofSeconds(10)))
              .isEmpty();
          assertThat(database.outbox().about(job.id())).containsExactly(answer);
        });
  }

  @Test
  void a_name_that_an_ended_job_had_reserved_is_free_again() throws IOException {
    Job job = samples.pending();
    with(
        database -> {
          database.jobs().insert(List.of(job));
          database.names().reserve(ObjectPath.of("a.mp4"), job.id());
        });
    losing(
        database -> {
          database.jobs().move(failed(claimed(database)), List.of());
          database.names().release(job.id());
        });

    with(
        database ->
            assertThat(database.names().reserve(ObjectPath.of("a.mp4"), samples.id())).isTrue());
  }

  @Test
  void a_job_that_was_accepted_and_ended_in_what_was_lost_is_there_as_ended() throws IOException {
    Job job = samples.pending();
    losing(
        database -> {
          database.jobs().insert(List.of(job));
          database.jobs().move(failed(claimed(database)), List.of(answer(job)));
        });

    with(
        database -> {
          assertThat(database.jobs().find(job.id()).orElseThrow().status())
              .isEqualTo(JobStatus.FAILED);
          assertThat(database.outbox().about(job.id())).hasSize(1);
        });
  }

  @Test
  void keys_and_secrets_are_as_they_were() throws IOException {
    ApiKey stored = key(1, "kept");
    ApiKey revoked = key(2, "revoked");
    ApiKey reused = key(3, "revoked");
    with(database -> database.keys().create(revoked));
    losing(
        database -> {
          database.keys().create(stored);
          database.keys().revoke("revoked", NOW.plusSeconds(5));
          database.keys().create(reused);
          database.keys().webhookSecret(stored.tenant(), () -> Secret.of("whsec_1"));
        });

    with(
        database -> {
          assertThat(database.keys().byHash(stored.hash())).contains(stored);
          assertThat(database.keys().byHash(revoked.hash())).isEmpty();
          assertThat(database.keys().byHash(reused.hash())).contains(reused);
          assertThat(database.keys().webhookSecret(stored.tenant(), () -> Secret.of("new")))
              .isEqualTo(Secret.of("whsec_1"));
        });
  }

  @Test
  void storage_settings_are_as_they_were_and_a_reset_stays() throws IOException {
    TenantBucket stored = storage("one", 1);
    TenantBucket before = storage("two", 2);
    with(database -> database.tenantBuckets().set(before));
    losing(
        database -> {
          database.tenantBuckets().set(storage("one", 3));
          database.tenantBuckets().set(stored);
          database.tenantBuckets().reset(before.tenant(), new BucketId(new UUID(1, 4)), NOW);
        });

    // Twice: the second time the old journal meets a database that has everything.
    for (int i = 0; i < 2; i++) {
      with(
          database -> {
            assertThat(database.tenantBuckets().current(stored.tenant())).contains(stored);
            assertThat(database.tenantBuckets().current(before.tenant())).isEmpty();
          });
    }
  }

  private static TenantBucket storage(String tenant, int number) {
    return new TenantBucket(
        new BucketId(new UUID(1, number)),
        new TenantId(tenant),
        new BucketConfig.S3(
            URI.create("https://s3.example"),
            "us-east-1",
            "bucket-" + number,
            Secret.of("key"),
            Secret.of("secret"),
            "",
            "videos"),
        NOW);
  }

  @Test
  void a_request_that_comes_again_is_answered_as_before_and_makes_no_second_job()
      throws IOException {
    Job job = samples.pending();
    losing(
        database -> {
          IdempotencyStore.Claim hold = hold();
          database.idempotency().claim(hold, NOW, Duration.ofMinutes(1));
          database
              .jobs()
              .insert(
                  new NewJobs(
                      List.of(job),
                      Optional.of(
                          new StoredResponse(hold, job.id().toString(), NOW.plusSeconds(999)))));
        });

    // Twice: the second time the database has it already.
    for (int i = 0; i < 2; i++) {
      with(
          database -> {
            assertThat(database.idempotency().claim(hold(), NOW, Duration.ofMinutes(1)))
                .contains(job.id().toString());
            assertThat(database.jobs().find(job.id())).contains(job);
          });
    }
  }

  @Test
  void a_file_that_was_deleted_stays_so_and_the_outcome_of_its_job_is_still_reported()
      throws IOException {
    Job job = samples.pending();
    Notification answer = answer(job);
    with(database -> database.jobs().insert(List.of(job)));
    losing(
        database -> {
          Job done = completed(claimed(database));
          database.jobs().move(done, List.of(answer));
          database.jobs().move(done.withoutFile(), List.of());
        });

    with(
        database -> {
          Job found = database.jobs().find(job.id()).orElseThrow();
          assertThat(found.status()).isEqualTo(JobStatus.COMPLETED);
          assertThat(found.artifact()).isEmpty();
          assertThat(database.usage().usage(TenantId.LOCAL).storedBytes()).isEqualTo(5);
          assertThat(database.outbox().about(job.id())).containsExactly(answer);
        });
  }

  @Test
  void what_ended_in_what_was_lost_is_counted_once() throws IOException {
    List<Job> jobs = List.of(samples.pending(), samples.pending(), samples.pending());
    with(database -> database.jobs().insert(jobs));
    with(database -> database.jobs().move(completed(claimed(database)), List.of()));
    losing(
        database -> {
          database.jobs().move(completed(claimed(database)), List.of());
          database.jobs().move(failed(claimed(database)), List.of());
        });

    // Twice: the second time the database has it already.
    for (int i = 0; i < 2; i++) {
      with(
          database -> {
            assertThat(database.usage().usage(TenantId.LOCAL))
                .isEqualTo(new Usage(2, 10, 0, Duration.ZERO));
            assertThat(
                    database
                        .usage()
                        .days(TenantId.LOCAL, DailyUsage.dayOf(NOW), DailyUsage.dayOf(NOW)))
                .containsExactly(new DailyUsage(DailyUsage.dayOf(NOW), 2, 1, 10));
          });
    }
  }

  private static Job completed(Job running) {
    return running.completed(
        new Artifact(ObjectPath.of("a.mp4"), new ContentType("video/mp4"), 5, "h264:copy"),
        SourceSummary.UNKNOWN,
        Timings.NONE,
        NOW);
  }

  private static ApiKey key(int number, String name) {
    return new ApiKey(
        new TenantId("owner"),
        name,
        String.format(Locale.ROOT, "%064x", number),
        "sk_",
        NOW.plusSeconds(number),
        Optional.empty());
  }

  @Test
  void the_only_process_releases_the_keys_of_requests_that_died_with_an_earlier_one() {
    IdempotencyStore.Claim dead = hold();
    IdempotencyStore.Claim again =
        new IdempotencyStore.Claim(
            dead.tenant(), dead.key(), dead.fingerprint(), samples.id().value());
    Duration minute = Duration.ofMinutes(1);
    with(database -> database.idempotency().claim(dead, NOW, minute));

    with(
        database -> {
          database.releaseIdempotencyClaims();

          assertThat(database.idempotency().claim(again, NOW.plusSeconds(1), minute)).isEmpty();
        });
  }
}
