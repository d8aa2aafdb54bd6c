package dev.sluice.storage.jdbc.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.core.port.store.RetentionStore.Position;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.JobDatabase;
import dev.sluice.storage.jdbc.h2.H2DataSource;
import dev.sluice.storage.jdbc.sql.DatabaseFailures;
import dev.sluice.storage.jdbc.sql.SqlDatabase;
import dev.sluice.testkit.sample.JobSamples;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rows of a deletion, which the journal repeats at the next start. */
class RetentionJournalTest {
  private static final Instant NOW = JobSamples.START;

  @TempDir Path folder;

  private final JobSamples samples = new JobSamples(3);
  private final Job alone = samples.in(JobStatus.COMPLETED, NOW);
  private final Batch batch =
      new Batch(
          new BatchId(samples.id().value()),
          TenantId.LOCAL,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          NOW,
          Optional.of(NOW));
  private final Job inBatch =
      samples.in(JobStatus.COMPLETED, NOW).toBuilder().batch(Optional.of(batch.id())).build();
  private final List<SqlRetentionStore.Rows> recorded = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private H2DataSource source;

  @SuppressWarnings("NullAway.Init")
  private SqlRetentionStore store;

  @SuppressWarnings("NullAway.Init")
  private SqlDatabase database;

  @BeforeEach
  void open() {
    try (JobDatabase created = JobDatabase.embedded(folder)) {
      created.jobs().insert(List.of(alone));
      created.jobs().insert(NewJobs.of(batch, List.of(inBatch), List.of()));
    }
    source = new H2DataSource(folder.resolve("database"));
    database =
        new SqlDatabase(
            source, DatabaseFailures.inFolder(folder, folder.resolve("door")), Optional.empty());
    store = new SqlRetentionStore(database, recorded::add);
  }

  @AfterEach
  void close() {
    source.close();
  }

  @Test
  void what_was_deleted_is_recorded() {
    store.deleteJobs(NOW, Position.START, 9);
    store.deleteBatches(NOW, Position.START, 9);

    assertThat(recorded)
        .containsExactly(
            new SqlRetentionStore.Rows(List.of(alone.id()), List.of(), List.of()),
            new SqlRetentionStore.Rows(List.of(inBatch.id()), List.of(batch.id()), List.of()));
  }

  @Test
  void nothing_is_recorded_if_the_counts_cannot_be_written() {
    database.update(handle -> handle.execute("DROP TABLE job_counts"));

    assertThatThrownBy(() -> store.deleteJobs(NOW, Position.START, 9))
        .isInstanceOf(SluiceException.class);
    assertThatThrownBy(() -> store.deleteBatches(NOW, Position.START, 9))
        .isInstanceOf(SluiceException.class);

    assertThat(recorded).isEmpty();
  }
}
