package dev.sluice.benchmarks.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL in a process of its own, for comparisons that use the job store directly. */
public final class PostgresServer implements AutoCloseable {
  public static final String USER = PostgresProcess.USER;

  private final ChildJvm process;

  private PostgresServer(ChildJvm process) {
    this.process = process;
  }

  public static PostgresServer start(Path folder) throws IOException {
    return new PostgresServer(PostgresProcess.start(folder.resolve("postgres")));
  }

  /** Creates an empty database and returns its JDBC URL. */
  public String create(String name) throws SQLException {
    String url = process.firstLine();
    try (Connection connection = DriverManager.getConnection(url, USER, "");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return url.substring(0, url.lastIndexOf('/') + 1) + name;
  }

  @Override
  public void close() {
    process.close();
  }
}
