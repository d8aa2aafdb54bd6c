package dev.sluice.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.job.Job;
import dev.sluice.core.port.store.JobStore.NewJobs;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A clean stop leaves everything in the database, so that a later version needs no journal. */
class StoppedDatabaseTest extends RestoredDatabaseFixture {
  @Test
  void the_journal_is_empty_after_a_clean_stop() {
    Job job = samples.pending();
    with(
        database -> {
          database.jobs().insert(NewJobs.of(List.of(job)));
          assertThat(journalFiles()).isNotEmpty();
        });

    assertThat(journalFiles()).isEmpty();
    with(database -> assertThat(database.jobs().find(job.id())).contains(job));
  }

  @Test
  void a_file_that_was_not_closed_keeps_its_journal() {
    Job job = samples.pending();
    with(
        first -> {
          // It shares the file with the first, which is still open.
          with(second -> second.jobs().insert(NewJobs.of(List.of(job))));
          assertThat(journalFiles()).hasSize(2);
        });
  }
}
