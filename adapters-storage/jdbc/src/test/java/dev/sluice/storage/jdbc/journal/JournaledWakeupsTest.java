package dev.sluice.storage.jdbc.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.port.store.IdempotencyStore;
import dev.sluice.core.port.store.IdempotencyStore.StoredResponse;
import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.core.tenant.IdempotencyKey;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.JobDatabase;
import dev.sluice.storage.jdbc.h2.H2Tables;
import dev.sluice.storage.jdbc.jobs.IdempotencyKeyTable;
import dev.sluice.storage.jdbc.jobs.JobClaims;
import dev.sluice.storage.jdbc.jobs.QueueWakeups;
import dev.sluice.storage.jdbc.jobs.SqlBatchStore;
import dev.sluice.storage.jdbc.jobs.SqlJobStore;
import dev.sluice.testkit.sample.JobSamples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs whose entry does not reach the journal: workers are not woken, and callers get a failure.
 */
class JournaledWakeupsTest {
  private static final Duration LEASE = Duration.ofMinutes(1);

  @TempDir Path folder;
  private final JobSamples samples = new JobSamples(9);
  private final List<Long> heardAt = new CopyOnWriteArrayList<>();
  private H2Tables tables;
  private Journal journal;
  private JobClaims queue;
  private IdempotencyKeyTable keys;
  private JournaledJobStore jobs;
  private JournaledBatchStore batches;

  @BeforeEach
  void open() {
    JobDatabase.embedded(folder).close();
    tables = H2Tables.of(folder);
    journal = Journal.open(folder.resolve("database"), Optional.empty());
    QueueWakeups wakeups = new QueueWakeups();
    SqlJobStore store = new SqlJobStore(tables.database, wakeups);
    queue = new JobClaims(tables.database, wakeups);
    keys = new IdempotencyKeyTable(tables.database);
    jobs = new JournaledJobStore(store, journal);
    batches = new JournaledBatchStore(new SqlBatchStore(tables.database, store), journal);
    queue.onWakeup(() -> heardAt.add(journalled()));
  }

  @AfterEach
  void close() throws IOException {
    journal.close();
    tables.close();
  }

  private long journalled() {
    try (Stream<Path> files = Files.list(folder.resolve("database"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("journal-"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** When workers are woken, everything is written. */
  private void requireWrittenBeforeHeard(Runnable change) {
    heardAt.clear();
    long before = journalled();

    change.run();

    assertThat(journalled()).isGreaterThan(before);
    assertThat(heardAt).containsExactly(journalled());
  }

  @Test
  void nobody_hears_of_a_job_that_the_journal_does_not_have() throws IOException {
    Job job = samples.pending();
    journal.breakCurrent();

    assertThatThrownBy(() -> jobs.insert(List.of(job)))
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> assertThat(e.code()).isEqualTo(FailureCode.STORE_UNAVAILABLE));

    assertThat(heardAt).isEmpty();
    assertThat(jobs.find(job.id())).isEmpty();
    requireWrittenBeforeHeard(() -> jobs.insert(List.of(job)));
  }

  @Test
  void the_journal_has_a_start_and_another_try_before_anybody_hears_of_them() {
    Batch batch =
        new Batch(
            new BatchId(samples.id().value()),
            TenantId.LOCAL,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            JobSamples.START,
            Optional.empty());
    Job job = samples.pending().toBuilder().batch(Optional.of(batch.id())).build().paused();
    jobs.insert(NewJobs.of(batch, List.of(job), List.of()));

    requireWrittenBeforeHeard(() -> batches.start(batch.id(), JobSamples.START));

    Job failed =
        jobs.find(job.id())
            .orElseThrow()
            .failed(new Job.Failure(FailureCode.CANCELLED, "cancelled"), JobSamples.START);
    jobs.move(failed, List.of());
    Job again = failed.resubmitted(samples.id(), JobSamples.START);
    requireWrittenBeforeHeard(() -> batches.replace(batch.id(), List.of(again)));
  }

  @Test
  void a_key_is_free_again_when_its_job_was_withdrawn_and_kept_when_a_worker_has_the_job()
      throws IOException {
    IdempotencyStore.Claim hold =
        new IdempotencyStore.Claim(
            TenantId.LOCAL, new IdempotencyKey("again"), "same", UUID.randomUUID());
    StoredResponse answer =
        new StoredResponse(hold, "{}", JobSamples.START.plus(Duration.ofDays(1)));
    Job withdrawn = samples.pending();
    keys.claim(hold, JobSamples.START, LEASE);
    journal.breakCurrent();
    assertThatThrownBy(() -> jobs.insert(new NewJobs(List.of(withdrawn), Optional.of(answer))))
        .isInstanceOf(SluiceException.class);

    assertThat(keys.claim(hold, JobSamples.START, LEASE)).as("withdrawn").isEmpty();

    Job taken = samples.pending();
    SqlJobStore store = new SqlJobStore(tables.database, new QueueWakeups());
    NewJobs submission = new NewJobs(List.of(taken), Optional.of(answer));
    store.insert(submission);
    queue.claim("w", 1, JobSamples.START, LEASE);
    // An insert whose entry cannot be written.
    store.withdraw(submission);

    assertThat(jobs.find(taken.id())).as("taken by a worker").isPresent();
    assertThat(keys.claim(hold, JobSamples.START, LEASE)).as("taken").contains("{}");
  }
}
