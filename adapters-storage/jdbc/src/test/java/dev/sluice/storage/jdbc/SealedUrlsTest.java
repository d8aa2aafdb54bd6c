package dev.sluice.storage.jdbc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Episode;
import dev.sluice.core.job.Episode.Transcript;
import dev.sluice.core.job.EpisodeIdentity;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.Job.Lease;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.IdempotencyStore;
import dev.sluice.core.port.store.IdempotencyStore.StoredResponse;
import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.IdempotencyKey;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.testkit.sample.JobSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** URLs in the database and its journal: what may be a secret is sealed, the rest can be shown. */
class SealedUrlsTest {
  private static final TenantId TENANT = new TenantId("one");
  private static final Secret OLD = Secret.of("01".repeat(32));
  private static final Secret NEW = Secret.of("02".repeat(32));

  private static final Batch BATCH =
      new Batch(
          new BatchId(new UUID(1, 1)),
          TENANT,
          Optional.of(SourceUrl.parse("https://me:INPLAIN1@feeds.example/rss")),
          Optional.empty(),
          Optional.of(WebhookTarget.parse("https://hooks.example/batch?key=INPLAIN2")),
          JobSamples.START,
          Optional.of(JobSamples.START));

  private static final Job JOB =
      Job.submitted(
              new JobSamples(1).id(),
              TENANT,
              JobRequest.builder("https://media.example/a.mp4?token=INPLAIN3#INPLAIN4")
                  .webhook(WebhookTarget.parse("https://u:INPLAIN5@hooks.example/job"))
                  .build(),
              JobSamples.START)
          .toBuilder()
          .batch(Optional.of(BATCH.id()))
          .episode(
              Optional.of(
                  new Episode(
                      SourceUrl.parse("https://feeds.example/rss?auth=INPLAIN6"),
                      Optional.of(SourceUrl.parse("https://feeds.example/rss?auth=INPLAIN7")),
                      EpisodeIdentity.named("g", "An episode", Optional.empty()),
                      1,
                      "A show",
                      Optional.empty(),
                      Optional.of(SourceUrl.parse("https://feeds.example/cover?x=INPLAIN8")),
                      Optional.of(
                          new Transcript(
                              SourceUrl.parse("https://feeds.example/words?x=INPLAIN9"),
                              "text/vtt",
                              Optional.empty())))))
          .build();

  private static final Notification NOTIFICATION =
      Notification.of(
          new UUID(2, 2),
          JOB.id(),
          Notification.Kind.JOB_FAILED,
          JOB.request().webhook().orElseThrow(),
          JobSamples.START);

  private static final IdempotencyStore.Claim CLAIM =
      new IdempotencyStore.Claim(
          TENANT, new IdempotencyKey("INPLAINKEY").hashed(), "f", new UUID(3, 3));

  private static final String RESPONSE = "{\"url\":\"https://media.example/a.mp4?token=INPLAIN\"}";

  @TempDir Path folder;

  private static SecretBox box(Secret... keys) {
    return AesSecretBox.of(List.of(keys), new SecureRandom());
  }

  private void with(SecretBox box, Consumer<JobDatabase> work) {
    try (JobDatabase database = JobDatabase.embedded(folder, box)) {
      work.accept(database);
    }
  }

  private static void insert(JobDatabase database) {
    assertThat(claimed(database)).isEmpty();
    database
        .jobs()
        .insert(
            NewJobs.of(BATCH, List.of(JOB), List.of())
                .withResponse(
                    Optional.of(
                        new StoredResponse(
                            CLAIM, RESPONSE, JobSamples.START.plus(Duration.ofDays(1))))));
    database.outbox().add(NOTIFICATION);
  }

  private static Optional<String> claimed(JobDatabase database) {
    return database.idempotency().claim(CLAIM, JobSamples.START, Duration.ofMinutes(1));
  }

  private static void assertThere(JobDatabase database) {
    assertThat(database.jobs().find(JOB.id())).contains(JOB);
    assertThat(database.batches().find(BATCH.id())).contains(BATCH);
    assertThat(database.outbox().about(JOB.id())).containsExactly(NOTIFICATION);
    assertThat(claimed(database)).contains(RESPONSE);
  }

  private List<String> filesWithSecrets() {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = new String(Files.readAllBytes(file), ISO_8859_1);
        // Also as UTF-16.
        if (bytes.contains("INPLAIN") || bytes.contains("I\0N\0P\0L\0A\0I\0N")) {
          found.add(file.getFileName().toString());
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return found;
  }

  @Test
  void no_file_holds_what_may_be_secret_and_all_is_read_again() {
    with(
        box(OLD),
        database -> {
          insert(database);
          assertThat(filesWithSecrets()).isEmpty();
          assertThere(database);
        });

    assertThat(filesWithSecrets()).isEmpty();
    with(box(OLD), SealedUrlsTest::assertThere);
  }

  @Test
  void what_was_stored_unsealed_is_sealed_at_the_start_and_is_in_no_file_of_the_database() {
    try (JobDatabase database = JobDatabase.embedded(folder)) {
      insert(database);
    }
    assertThat(filesWithSecrets()).isNotEmpty();

    with(box(OLD), SealedUrlsTest::assertThere);

    assertThat(filesWithSecrets()).doesNotContain("sluice.mv.db");
    try (JobDatabase database = JobDatabase.embedded(folder)) {
      assertThat(database.jobs().find(JOB.id()).orElseThrow().request().url().text())
          .isEqualTo("https://media.example/a.mp4");
    }
  }

  @Test
  void a_start_with_a_new_key_in_front_makes_the_old_one_needless() {
    with(box(OLD), SealedUrlsTest::insert);

    with(box(NEW, OLD), SealedUrlsTest::assertThere);

    with(box(NEW), SealedUrlsTest::assertThere);
  }

  @Test
  void under_a_wrong_key_a_job_can_be_shown_and_changed_and_only_its_urls_fail() {
    with(box(OLD), SealedUrlsTest::insert);

    with(
        box(NEW),
        database -> {
          Job job = database.jobs().find(JOB.id()).orElseThrow();
          assertThat(job.request().url().text()).isEqualTo("https://media.example/a.mp4");
          assertThat(database.jobs().list(JobQuery.of(TENANT)).items()).containsExactly(job);
          assertThatThrownBy(() -> job.request().url().uri())
              .isInstanceOfSatisfying(
                  SluiceException.class,
                  e -> assertThat(e.code()).isEqualTo(FailureCode.SECRET_UNREADABLE))
              .hasMessageContaining("encryption-key");
          assertThat(database.jobs().move(running(job), List.of())).isTrue();
        });

    with(box(OLD), database -> assertThat(database.jobs().find(JOB.id())).contains(running(JOB)));
  }

  private static Job running(Job job) {
    return job.claimed(new Lease("a worker", JobSamples.START), JobSamples.START);
  }
}
