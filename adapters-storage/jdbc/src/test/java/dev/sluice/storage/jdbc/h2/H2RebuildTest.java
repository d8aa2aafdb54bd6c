package dev.sluice.storage.jdbc.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Job;
import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.storage.jdbc.JobDatabase;
import dev.sluice.storage.jdbc.sql.DatabaseFailures;
import dev.sluice.testkit.sample.JobSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.h2.api.ErrorCode;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The damage that killed processes were seen to leave in the H2 file, made by hand. */
// H2 may spin for ever, and ignores interrupts.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class H2RebuildTest {
  @TempDir Path folder;
  @TempDir Path aside;

  private final JobSamples samples = new JobSamples(7);
  private final Job job = samples.pending();
  private final List<Job> others = Stream.generate(samples::pending).limit(20).toList();

  @BeforeEach
  void submit() throws IOException {
    try (JobDatabase database = JobDatabase.embedded(folder)) {
      database.jobs().insert(NewJobs.of(List.of(job)));
      others.forEach(other -> database.jobs().insert(NewJobs.of(List.of(other))));
      copyJournals(database(), aside);
    }
  }

  private Path database() {
    return folder.resolve("database");
  }

  private static void copyJournals(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file :
          files.filter(each -> each.getFileName().toString().startsWith("journal-")).toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** Dies in the middle of these changes, with the data lost by which H2 would roll them back. */
  private void diesAfter(String... changes) throws Exception {
    try (H2DataSource source = new H2DataSource(database());
        Connection first = source.getConnection();
        Statement statement = first.createStatement()) {
      statement.execute(
          "CREATE TABLE kept AS SELECT * FROM jobs WHERE id = '%s'".formatted(job.id()));
      statement.execute("CREATE TABLE busy (n INT)");
      String other = " WHERE id = '%s'".formatted(others.get(0).id());
      statement.execute("CREATE TABLE other AS SELECT * FROM jobs" + other);
      statement.execute("DELETE FROM jobs" + other);
      // Transactions have numbers, and marks of a low number soon belong to a new transaction.
      for (int i = 0; i < 20; i++) {
        unfinished(source).execute("INSERT INTO busy VALUES (1)");
      }
      Statement dying = unfinished(source);
      for (String change : changes) {
        dying.execute(String.format(Locale.ROOT, change, job.id()));
      }
      // A row of a later number, so that the restored row is not taken for the dead one.
      statement.execute("INSERT INTO jobs SELECT * FROM other");
      statement.execute("CHECKPOINT SYNC");
      // H2 would still roll back the open transactions.
      Files.copy(file(), aside.resolve("dying"));
      statement.execute("SHUTDOWN IMMEDIATELY");
    } catch (SQLException e) {
      assertThat(e.getErrorCode()).as(e.getMessage()).isEqualTo(ErrorCode.DATABASE_IS_CLOSED);
    }
    try (MVStore store = MVStore.open(aside.resolve("dying").toString())) {
      List<String> undone =
          store.getMapNames().stream().filter(name -> name.startsWith("undoLog")).toList();
      assertThat(undone).as("what would take it back").isNotEmpty();
      undone.forEach(store::removeMap);
      store.commit();
      store.sync();
      // A copy of the open file: closing it would mark it as clean.
      Files.copy(aside.resolve("dying"), aside.resolve("dead"));
    }
    Files.move(aside.resolve("dead"), file(), StandardCopyOption.REPLACE_EXISTING);
    copyJournals(aside, database());
  }

  // Never closed: the process dies.
  private static Statement unfinished(H2DataSource source) throws SQLException {
    Connection connection = source.getConnection();
    connection.setAutoCommit(false);
    return connection.createStatement();
  }

  private static List<String> attempts(H2Tables tables, String isolation) {
    return tables.database.query(
        handle -> {
          handle.execute("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL " + isolation);
          return handle
              .createQuery("SELECT id || ' ' || attempt FROM jobs")
              .mapTo(String.class)
              .list();
        });
  }

  private void requireWhole() {
    JobDatabase.embedded(folder).close();
    try (H2Tables tables = H2Tables.of(folder)) {
      assertThat(attempts(tables, "READ UNCOMMITTED"))
          .as("with what was never committed")
          .containsExactlyInAnyOrderElementsOf(attempts(tables, "READ COMMITTED"));
    }
    try (JobDatabase database = JobDatabase.embedded(folder)) {
      assertThat(database.jobs().find(job.id())).contains(job);
      assertThat(
              database
                  .jobs()
                  .move(
                      job.failed(new Job.Failure(FailureCode.CANCELLED, "x"), JobSamples.START),
                      List.of()))
          .as("it can be changed")
          .isTrue();
      for (Job other : others) {
        assertThat(database.jobs().find(other.id())).contains(other);
      }
      database.jobs().insert(NewJobs.of(List.of(samples.pending())));
    }
    assertThat(database()).isDirectoryNotContaining("glob:**renewal*");
  }

  @Test
  void a_row_that_was_lost_and_cannot_be_put_back_is_there_again() throws Exception {
    diesAfter("DELETE FROM jobs WHERE id = '%s'", "COMMIT", "INSERT INTO jobs SELECT * FROM kept");

    requireWhole();
  }

  @Test
  void a_row_that_nobody_could_change_any_more_can_be_changed() throws Exception {
    diesAfter("UPDATE jobs SET attempt = 7 WHERE id = '%s'");

    requireWhole();
  }

  @Test
  void a_database_that_was_closed_is_left_alone() throws IOException {
    Path file = database().resolve("sluice");
    assertThat(H2Rebuild.wasClosed(file)).as("closed").isTrue();

    try (JobDatabase database = JobDatabase.embedded(folder)) {
      database.jobs().insert(NewJobs.of(List.of(samples.pending())));
      assertThat(H2Rebuild.wasClosed(file)).as("in use").isFalse();
    }

    assertThat(H2Rebuild.wasClosed(file)).as("closed again").isTrue();
    assertThat(H2Rebuild.wasClosed(folder.resolve("none"))).as("not there yet").isTrue();
  }

  @Test
  void a_database_that_somebody_uses_is_left_alone() throws Exception {
    try (JobDatabase database = JobDatabase.embedded(folder)) {
      Object before = Files.readAttributes(file(), BasicFileAttributes.class).fileKey();
      try (H2DataSource second = new H2DataSource(database())) {
        H2Rebuild.run(second, DatabaseFailures.inFolder(database(), database().resolve("door")));
      }
      database.jobs().insert(NewJobs.of(List.of(samples.pending())));
      assertThat(Files.readAttributes(file(), BasicFileAttributes.class).fileKey())
          .isEqualTo(before);
    }
  }

  @Test
  void a_database_of_an_earlier_version_is_renewed_as_it_is() throws Exception {
    Path old = aside.resolve("old");
    try (H2DataSource source = new H2DataSource(aside);
        Connection first = source.directly(old);
        Statement statement = first.createStatement()) {
      statement.execute("CREATE TABLE jobs (id UUID PRIMARY KEY, note VARCHAR)");
      statement.execute("INSERT INTO jobs VALUES (RANDOM_UUID(), 'Grüße')");
      statement.execute("CHECKPOINT SYNC");
      Files.copy(aside.resolve("old.mv.db"), aside.resolve("sluice.mv.db"));
    }
    try (H2DataSource source = new H2DataSource(aside)) {
      assertThat(H2Rebuild.wasClosed(source.file())).isFalse();
      H2Rebuild.run(source, DatabaseFailures.inFolder(aside, aside.resolve("door")));
      assertThat(H2Rebuild.wasClosed(source.file())).isTrue();
      try (Connection made = source.directly(source.file());
          ResultSet rows =
              made.createStatement().executeQuery("SELECT note FROM jobs WHERE id IS NOT NULL")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("Grüße");
      }
    }
  }

  private Path file() {
    return database().resolve("sluice.mv.db");
  }
}
