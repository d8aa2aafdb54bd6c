package dev.sluice.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.tenant.DailyUsage;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.Usage;
import dev.sluice.storage.jdbc.jobs.UsageTable;
import dev.sluice.storage.jdbc.sql.Database;
import dev.sluice.storage.jdbc.sql.DatabaseFailures;
import dev.sluice.storage.jdbc.sql.Schema;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** What was stored before anybody counted is counted by the migration. */
class AccountMigrationTest {
  private static final LocalDate DAY = LocalDate.parse("2026-03-01");

  @TempDir Path folder;

  @Test
  void jobs_of_before_are_counted_on_h2() throws SQLException {
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:file:" + folder.resolve("old") + ";TIME ZONE=Asia/Tokyo");

    check(source);
  }

  @Test
  void jobs_of_before_are_counted_on_postgresql() throws SQLException {
    DatabaseSettings settings = TestPostgres.freshDatabase();
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(settings.url());
    source.setUser(settings.user());
    source.setPassword(settings.password().reveal());

    check(source);
  }

  private void check(DataSource source) throws SQLException {
    Flyway.configure()
        .configuration(Schema.tool(source).getConfiguration())
        .target("54")
        .load()
        .migrate();
    job(source, 1, "one", "COMPLETED", "2026-02-28 23:59:58+00", "2026-03-01 00:00:00+00", "5");
    job(source, 2, "one", "COMPLETED", "2026-03-01 10:00:00+00", "2026-03-01 23:59:59.5+00", "7");
    job(source, 3, "one", "FAILED", "2026-03-01 23:00:00+00", "2026-03-02 00:00:00+00", "NULL");
    job(source, 4, "two", "FAILED", null, "2026-03-01 00:00:00+00", "NULL");
    job(source, 5, "three", "PENDING", null, null, "NULL");

    Schema.tool(source).migrate();

    UsageTable table = new UsageTable(new Database(source, DatabaseFailures.inFolder(folder)));
    assertThat(table.usage(new TenantId("one")))
        .isEqualTo(new Usage(2, 12, 0, Duration.ofHours(13).plusMinutes(59).plusMillis(61_500)));
    assertThat(table.days(new TenantId("one"), DAY.minusDays(1), DAY.plusDays(1)))
        .containsExactly(
            DailyUsage.none(DAY.minusDays(1)),
            new DailyUsage(DAY, 2, 0, 12),
            new DailyUsage(DAY.plusDays(1), 0, 1, 0));
    assertThat(table.usage(new TenantId("two"))).isEqualTo(Usage.NONE);
    assertThat(table.usage(new TenantId("three"))).isEqualTo(Usage.NONE);
  }

  private static void job(
      DataSource source,
      int id,
      String owner,
      String status,
      String started,
      String finished,
      String size)
      throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO jobs (
            id, owner, url, container, video_codec, audio_codec, audio_bitrate, video_quality,
            overwrite, priority, status, attempt, deaths, version, created_at, due_at, started_at,
            finished_at, step, percent_done, bytes_downloaded, bytes_uploaded, artifact_size)
          VALUES (
            '00000000-0000-4000-8000-00000000000%d', '%s', 'http://a.example/', 'MP4', 'COPY',
            'COPY', 'K192', 23, FALSE, 0, '%s', 1, 0, 1, '2026-02-01 00:00:00+00',
            '2026-02-01 00:00:00+00', %s, %s, 'FINISHED', 0, 0, 0, %s)
          """
              .formatted(id, owner, status, quoted(started), quoted(finished), size));
    }
  }

  private static String quoted(String moment) {
    return moment == null ? "NULL" : "'" + moment + "'";
  }
}
