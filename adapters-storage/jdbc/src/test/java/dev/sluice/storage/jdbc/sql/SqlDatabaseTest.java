package dev.sluice.storage.jdbc.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.storage.jdbc.h2.H2DataSource;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

class SqlDatabaseTest {
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
