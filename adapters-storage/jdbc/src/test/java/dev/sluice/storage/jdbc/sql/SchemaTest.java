package dev.sluice.storage.jdbc.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.tenant.IdempotencyKey;
import dev.sluice.storage.jdbc.TestPostgres;
import dev.sluice.storage.jdbc.h2.H2DataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

class SchemaTest {
  @TempDir Path folder;

  @Test
  void the_newest_version_is_that_of_the_last_migration_file() {
    // Before H2 is used: other tests of this process start its server.
    H2DataSource.listenOnLoopback();
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:file:" + folder.resolve("x"));

    MigrationInfo[] all = Schema.tool(source).info().all();

    assertThat(all[all.length - 1].getVersion().toString()).isEqualTo(Schema.NEWEST);
  }

  @Test
  void the_first_version_is_migrated_on_h2() throws SQLException {
    H2DataSource.listenOnLoopback();
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:file:" + folder.resolve("x"));

    migratesTheFirstVersion(source);
  }

  @Test
  void the_first_version_is_migrated_on_postgresql() throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(TestPostgres.freshDatabase().url());
    source.setUser("postgres");

    migratesTheFirstVersion(source);
  }

  private static void migratesTheFirstVersion(DataSource source) throws SQLException {
    Flyway.configure()
        .configuration(Schema.tool(source).getConfiguration())
        .target("1")
        .load()
        .migrate();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO batches (id, tenant, created_at)
          VALUES ('00000000-0000-0000-0000-000000000001', 'nina', CURRENT_TIMESTAMP)
          """);
      insert(statement, 2, "BATCH_COMPLETED", "PENDING", "https://u:p@Hook.Example:8443/in?a=b");
      insert(statement, 3, "BATCH_COMPLETED", "DELIVERED", "http://[2001:db8::1]:80");
      insert(statement, 4, "PROGRESS_MUXING", "PENDING", "https://hook.example?x");

      statement.execute(
          """
          INSERT INTO idempotency_keys (tenant, idempotency_key, fingerprint, claim, expires_at)
          VALUES ('nina', 'an order, žluť', 'f', '00000000-0000-0000-0000-000000000009',
                  CURRENT_TIMESTAMP)
          """);

      Schema.migrate(source, DatabaseFailures.at("test"));

      List<String> rows = new ArrayList<>();
      try (ResultSet row =
          statement.executeQuery(
              """
              SELECT tenant, host, claimable_at = due_at AS due FROM notifications ORDER BY id
              """)) {
        while (row.next()) {
          rows.add("%s %s %s".formatted(row.getString(1), row.getString(2), row.getObject(3)));
        }
      }
      assertThat(rows).containsExactly("nina hook.example true", "nina [2001:db8::1] null");
      try (ResultSet row = statement.executeQuery("SELECT idempotency_key FROM idempotency_keys")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getString(1))
            .isEqualTo(new IdempotencyKey("an order, žluť").hashed().value());
      }
    }
  }

  private static void insert(Statement statement, int id, String kind, String state, String target)
      throws SQLException {
    statement.execute(
        """
        INSERT INTO notifications (
          id, subject, kind, target, state, attempts, created_at, due_at)
        VALUES (
          '00000000-0000-0000-0000-00000000000%s', '00000000-0000-0000-0000-000000000001',
          '%s', '%s', '%s', 0, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)
        """
            .formatted(id, kind, target, state));
  }
}
