package dev.sluice.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.tenant.Secret;
import dev.sluice.storage.jdbc.document.JobDocument;
import dev.sluice.storage.jdbc.h2.H2Tables;
import dev.sluice.testkit.sample.JobSamples;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two versions at work on one database: jobs of the later one are left to it. */
class LaterVersionJobsTest {
  private static final Duration LEASE = Duration.ofMinutes(1);

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
    void a_job_of_a_later_version_cannot_be_changed() {
      try (JobDatabase database = open()) {
        Job later = storedByALaterVersion(database);
        Job seen = database.jobs().find(later.id()).orElseThrow();
        Job cancelled =
            seen.failed(new Job.Failure(FailureCode.CANCELLED, "Job cancelled by user"), now);

        assertThatThrownBy(() -> database.jobs().move(cancelled, List.of()))
            .isInstanceOfSatisfying(
                SluiceException.class,
                refused -> assertThat(refused.code()).isEqualTo(FailureCode.STORE_UNAVAILABLE))
            .hasMessageContaining("newer version");
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
