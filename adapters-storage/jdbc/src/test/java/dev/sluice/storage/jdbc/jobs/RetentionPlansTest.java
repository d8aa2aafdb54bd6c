package dev.sluice.storage.jdbc.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.storage.jdbc.DatabaseSettings;
import dev.sluice.storage.jdbc.JobDatabase;
import dev.sluice.storage.jdbc.TestPostgres;
import dev.sluice.storage.jdbc.h2.H2DataSource;
import dev.sluice.testkit.sample.JobSamples;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The candidates of a deletion are read along an index, without a scan and without a sort. */
class RetentionPlansTest {
  @TempDir Path folder;

  private record Walk(String sql, String index) {}

  /** The jobs whose file a deleted one has replaced. */
  private static final String REPLACED = JobDeletion.REPLACED.replace("<ids>", ":id");

  /** An empty table would be scanned, and sorted, at no cost. */
  private static final String WITHOUT_SCANS =
      "SET enable_seqscan = off; SET enable_bitmapscan = off; EXPLAIN ";

  private static final List<Walk> WALKS =
      List.of(
          new Walk(SqlRetentionStore.ENDED_JOBS, "jobs_by_end"),
          new Walk(SqlRetentionStore.BATCHES, "batches_by_creation"),
          new Walk(SqlRetentionStore.NOTIFICATIONS, "notifications_by_creation"),
          new Walk(SqlRetentionStore.OLD_FILES, "jobs_by_file_age"),
          new Walk(SqlRetentionStore.EXPIRED_FILES, "jobs_by_file_expiry"),
          new Walk(SqlRetentionStore.OLDEST, "jobs_by_end"),
          new Walk(SqlRetentionStore.OLDEST, "jobs_by_file_age"),
          new Walk(SqlRetentionStore.OLDEST, "batches_by_creation"));

  @Test
  void on_h2() throws SQLException {
    JobDatabase.embedded(folder).close();
    try (H2DataSource source = new H2DataSource(folder.resolve("database"))) {
      for (Walk walk : WALKS) {
        String plan = plan(source, "EXPLAIN ", walk.sql());

        assertThat(plan).containsPattern("/\\* public\\." + walk.index() + "\\b");
        assertThat(plan).doesNotContain("tablescan").contains("index sorted");
      }
      assertThat(plan(source, "EXPLAIN ", REPLACED))
          .containsPattern("/\\* public\\.jobs_by_artifact\\b")
          .doesNotContain("tablescan");
    }
  }

  @Test
  void on_postgresql() throws SQLException {
    DatabaseSettings settings = TestPostgres.freshDatabase();
    JobDatabase.open(settings).close();
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(settings.url());
    source.setUser("postgres");
    for (Walk walk : WALKS) {
      String plan = plan(source, WITHOUT_SCANS, walk.sql());

      assertThat(plan).contains("using " + walk.index() + " ").doesNotContain("seq scan");
    }
    assertThat(plan(source, WITHOUT_SCANS, REPLACED))
        .contains("using jobs_by_artifact ")
        .doesNotContain("seq scan");
  }

  @Test
  void on_postgresql_these_indexes_have_no_open_jobs() throws SQLException {
    DatabaseSettings settings = TestPostgres.freshDatabase();
    JobSamples samples = new JobSamples(1);
    try (JobDatabase database = JobDatabase.open(settings)) {
      database.jobs().insert(NewJobs.of(Stream.generate(samples::pending).limit(50).toList()));
    }
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(settings.url());
    source.setUser("postgres");
    Map<String, Long> entries = new TreeMap<>();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("ANALYZE jobs");
      try (ResultSet rows =
          statement.executeQuery(
              """
              SELECT relname, reltuples FROM pg_class
              WHERE relkind = 'i' AND (relname LIKE 'jobs_by_%' OR relname = 'jobs_pkey')
              """)) {
        while (rows.next()) {
          entries.put(rows.getString(1), rows.getLong(2));
        }
      }
    }

    assertThat(entries)
        .containsEntry("jobs_pkey", 50L)
        .containsEntry("jobs_by_due", 50L)
        .containsEntry("jobs_by_artifact", 0L)
        .containsEntry("jobs_by_bucket", 0L)
        .containsEntry("jobs_by_end", 0L)
        .containsEntry("jobs_by_file_age", 0L)
        .containsEntry("jobs_by_file_expiry", 0L);
  }

  private static String plan(DataSource source, String explain, String sql) throws SQLException {
    String filled =
        sql.replace(":until", "TIMESTAMP WITH TIME ZONE '2026-03-01 12:00:00+00'")
            .replace(":after", "TIMESTAMP WITH TIME ZONE '2026-01-01 12:00:00+00'")
            .replace(":epoch", "TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00'")
            .replace(":id", "CAST('00000000-0000-0000-0000-000000000000' AS UUID)")
            .replace(":format", "2")
            .replace(":max", "100");
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      boolean isRows = statement.execute(explain + filled);
      while (!isRows) {
        isRows = statement.getMoreResults();
      }
      StringJoiner lines = new StringJoiner("\n");
      try (ResultSet rows = statement.getResultSet()) {
        while (rows.next()) {
          lines.add(rows.getString(1));
        }
      }
      return lines.toString().toLowerCase(Locale.ROOT);
    }
  }
}
