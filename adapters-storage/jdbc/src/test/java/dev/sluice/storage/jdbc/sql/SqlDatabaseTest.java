package dev.sluice.storage.jdbc.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.storage.jdbc.h2.H2DataSource;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlDatabaseTest {
  @Test
  void a_locked_file_names_who_holds_it_and_what_to_do(@TempDir Path folder) throws Exception {
    Path door = folder.resolve("door");
    DatabaseFailures failures = DatabaseFailures.inFolder(folder, door);
    SQLException locked = new SQLException("locked", "90020");
    assertThat(failures.explained(locked)).hasMessageContaining("is locked by another process, ");

    Files.writeString(door, "4000\nkey\n4711\n");

    assertThat(failures.explained(locked))
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("is locked by process 4711, ")
        .hasMessageContaining("PostgreSQL");
  }

  @Test
  void a_failure_shows_nowhere_what_was_bound() {
    // Before H2 is used: other tests of this process start its server.
    H2DataSource.listenOnLoopback();
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:mem:");
    SqlDatabase database =
        new SqlDatabase(source, DatabaseFailures.at("jdbc:postgresql://host/x"), Optional.empty());

    Throwable failure =
        catchThrowable(
            () ->
                database.query(
                    handle ->
                        handle
                            .createQuery("SELECT url FROM missing WHERE url = :url")
                            .bind("url", "https://host/a?sig=topsecret")
                            .mapTo(String.class)
                            .list()));

    assertThat(failure).hasMessageContaining("rejected a statement");
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString()).doesNotContain("topsecret");
  }
}
