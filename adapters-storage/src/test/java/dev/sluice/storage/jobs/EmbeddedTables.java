package dev.sluice.storage.jobs;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** The tables of an embedded database, without the stores and the journal: for a look inside. */
final class EmbeddedTables implements AutoCloseable {
  final Database database;
  private final EmbeddedSource source;
  private final Connection first;

  private EmbeddedTables(EmbeddedSource source, Connection first, Database database) {
    this.source = source;
    this.first = first;
    this.database = database;
  }

  /**
   * @param dataFolder one that {@link JobDatabase} has made its database in
   */
  static EmbeddedTables of(Path dataFolder) {
    Path folder = dataFolder.resolve("database");
    EmbeddedSource source = new EmbeddedSource(folder);
    try {
      // Held, so that the file is not closed and opened between two statements.
      Connection first = source.getConnection();
      return new EmbeddedTables(
          source, first, new Database(source, DatabaseFailures.inFolder(folder)));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  void run(String sql) {
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
