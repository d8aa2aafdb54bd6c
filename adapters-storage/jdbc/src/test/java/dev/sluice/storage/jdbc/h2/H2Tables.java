package dev.sluice.storage.jdbc.h2;

import dev.sluice.storage.jdbc.JobDatabase;
import dev.sluice.storage.jdbc.sql.DatabaseFailures;
import dev.sluice.storage.jdbc.sql.SqlDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** The tables of an embedded database without the stores and the journal, for inspection. */
public final class H2Tables implements AutoCloseable {
  public final SqlDatabase database;
  private final H2DataSource source;
  private final Connection first;

  private H2Tables(H2DataSource source, Connection first, SqlDatabase database) {
    this.source = source;
    this.first = first;
    this.database = database;
  }

  /**
   * @param dataFolder a folder in which {@link JobDatabase} has created its database
   */
  public static H2Tables of(Path dataFolder) {
    Path folder = dataFolder.resolve("database");
    H2DataSource source = new H2DataSource(folder);
    try {
      // Kept open, so that the file is not closed and opened between two statements.
      Connection first = source.getConnection();
      return new H2Tables(
          source,
          first,
          new SqlDatabase(
              source, DatabaseFailures.inFolder(folder, folder.resolve("door")), Optional.empty()));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  public void run(String sql) {
    database.update(handle -> handle.execute(sql));
  }

  @Override
  public void close() {
    try {
      first.close();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    source.close();
  }
}
