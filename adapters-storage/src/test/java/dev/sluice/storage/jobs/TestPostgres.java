package dev.sluice.storage.jobs;

import dev.sluice.core.job.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL for all tests of this JVM, a fresh database for each that asks. */
final class TestPostgres {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private TestPostgres() {}

  private static final class Running {
    static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().setServerConfig("listen_addresses", "127.0.0.1").start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static DatabaseSettings freshDatabase() {
    String name = "sluice_" + DATABASES.incrementAndGet();
    execute("postgres", "CREATE DATABASE " + name);
    return settings(name);
  }

  static DatabaseSettings settings(String database) {
    return DatabaseSettings.of(
        "jdbc:postgresql://127.0.0.1:" + Running.SERVER.getPort() + "/" + database,
        "postgres",
        Secret.of("postgres"));
  }

  static void empty(DatabaseSettings settings) {
    execute(
        settings.url().substring(settings.url().lastIndexOf('/') + 1),
        "TRUNCATE jobs, notifications, reservations, api_keys, webhook_secrets");
  }

  static void execute(String database, String sql) {
    try (Connection connection = Running.SERVER.getDatabase("postgres", database).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
