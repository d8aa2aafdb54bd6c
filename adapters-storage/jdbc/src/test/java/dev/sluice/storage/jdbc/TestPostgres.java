package dev.sluice.storage.jdbc;

import dev.sluice.core.tenant.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL for all tests of this JVM, with a fresh database for each caller. */
public final class TestPostgres {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private TestPostgres() {}

  private static final class Running {
    static final Path FOLDER = folder();
    static final EmbeddedPostgres SERVER = start();

    private static Path folder() {
      try {
        return Files.createTempDirectory("sluice-postgres");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setDataDirectory(FOLDER)
            .setCleanDataDirectory(true)
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  public static DatabaseSettings freshDatabase() {
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
        settings,
        "TRUNCATE jobs, job_counts, batches, batch_slots, notifications, name_reservations,"
            + " api_keys, webhook_secrets, tenant_buckets, idempotency_keys, tenant_quotas,"
            + " tenant_usage, daily_usage, quota_reservations, retention_clock");
  }

  /** Creates a role whose password is checked: the server trusts all others. */
  static void requirePassword(String role, String password) {
    execute("postgres", "CREATE ROLE " + role + " LOGIN PASSWORD '" + password + "'");
    try {
      Path rules = Running.FOLDER.resolve("pg_hba.conf");
      Files.writeString(
          rules, "host all " + role + " 127.0.0.1/32 scram-sha-256\n" + Files.readString(rules));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    execute("postgres", "SELECT pg_reload_conf()");
  }

  /** Ends all connections to this database, and rejects new ones. */
  static void cut(DatabaseSettings settings) {
    execute("postgres", "ALTER DATABASE " + name(settings) + " ALLOW_CONNECTIONS false");
    execute(
        "postgres",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
            + name(settings)
            + "'");
  }

  static void mend(DatabaseSettings settings) {
    execute("postgres", "ALTER DATABASE " + name(settings) + " ALLOW_CONNECTIONS true");
  }

  static void execute(DatabaseSettings settings, String sql) {
    execute(name(settings), sql);
  }

  private static String name(DatabaseSettings settings) {
    return settings.url().substring(settings.url().lastIndexOf('/') + 1);
  }

  private static void execute(String database, String sql) {
    try (Connection connection = Running.SERVER.getDatabase("postgres", database).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
