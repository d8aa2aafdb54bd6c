package dev.sluice.storage.jdbc.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;

/** Creates and migrates the tables. */
public final class Schema {
  /** The version of the last migration. */
  static final String NEWEST = "10";

  private static final String TABLE = "sluice_schema";

  private Schema() {}

  /**
   * Migrates the tables to this version. Safe among processes: the second one waits for the first,
   * and finds nothing to do. Flyway is not loaded when the database is up to date, since loading it
   * takes longer than everything else at a start.
   */
  public static void migrate(DataSource source, DatabaseFailures failures) {
    try {
      Optional<MigrationVersion> found = found(source);
      MigrationVersion newest = MigrationVersion.fromVersion(NEWEST);
      if (found.isPresent() && found.get().compareTo(newest) > 0) {
        // Flyway would accept it, but a later Sluice may have written rows that this one cannot
        // read.
        throw failures.tooNew(found.get().toString(), NEWEST);
      }
      if (!found.equals(Optional.of(newest))) {
        tool(source).migrate();
      }
    } catch (SQLException | RuntimeException e) {
      throw failures.explained(e);
    }
  }

  public static Flyway tool(DataSource source) {
    boolean isPostgres = isPostgres(source);
    return Flyway.configure(Schema.class.getClassLoader())
        .dataSource(source)
        .placeholders(
            Map.of("postgresql_only", isPostgres ? "" : "--", "h2_only", isPostgres ? "--" : ""))
        .locations("classpath:dev/sluice/storage/jdbc/migrations")
        .table(TABLE)
        .load();
  }

  private static boolean isPostgres(DataSource source) {
    try (Connection connection = source.getConnection()) {
      return connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the version of the last migration; empty if there was none, or it failed. */
  private static Optional<MigrationVersion> found(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT "version", "success" FROM "sluice_schema"
                ORDER BY "installed_rank" DESC FETCH FIRST 1 ROWS ONLY
                """)) {
      return rows.next() && rows.getBoolean("success")
          ? Optional.of(MigrationVersion.fromVersion(rows.getString("version")))
          : Optional.empty();
    } catch (SQLException e) {
      // The codes of PostgreSQL and of H2 for a missing table: the database is still empty.
      if ("42P01".equals(e.getSQLState())
          || "42S04".equals(e.getSQLState())
          || "42S02".equals(e.getSQLState())) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
