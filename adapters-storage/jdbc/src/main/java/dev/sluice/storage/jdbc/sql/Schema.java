package dev.sluice.storage.jdbc.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;

/** Brings the tables to this version's shape. */
public final class Schema {
  /** The last of our migrations. */
  static final String NEWEST = "1";

  private static final String TABLE = "sluice_schema";

  private Schema() {}

  /**
   * Safe among processes: the second one waits for the first and finds nothing left to do. A
   * database that is up to date is not migrated at all: loading the tool alone takes longer than
   * all the rest of opening.
   */
  public static void migrate(DataSource source, DatabaseFailures failures) {
    try {
      Optional<MigrationVersion> found = found(source);
      MigrationVersion newest = MigrationVersion.fromVersion(NEWEST);
      if (found.isPresent() && found.get().compareTo(newest) > 0) {
        // The tool would be content, but a later Sluice's rows may hold what we cannot read.
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
    return Flyway.configure(Schema.class.getClassLoader())
        .dataSource(source)
        .locations("classpath:dev/sluice/storage/jdbc/migrations")
        .table(TABLE)
        .load();
  }

  /** The version that the last migration left; nothing if there was none, or it failed. */
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
      // No such table, in the words of PostgreSQL and of H2: a database that is still empty.
      if ("42P01".equals(e.getSQLState())
          || "42S04".equals(e.getSQLState())
          || "42S02".equals(e.getSQLState())) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
