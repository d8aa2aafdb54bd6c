package dev.sluice.storage.jobs;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sluice.core.port.ApiKeyStore;
import dev.sluice.core.port.JobStore;
import dev.sluice.core.port.Outbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;

/** The database that remembers jobs, notifications and keys. Thread-safe. */
public final class JobDatabase implements AutoCloseable {
  private static final int SMALL_POOL = 8;

  private final HikariDataSource pool;
  private final Arrivals arrivals;
  private final JobStore jobs;
  private final Outbox outbox;
  private final ApiKeyStore apiKeys;

  private JobDatabase(HikariDataSource pool, Arrivals arrivals, DatabaseFailures failures) {
    this.pool = pool;
    this.arrivals = arrivals;
    Database database = new Database(Jdbi.create(pool), failures);
    this.jobs = new SqlJobStore(database, arrivals);
    this.outbox = new SqlOutbox(database);
    this.apiKeys = new SqlApiKeyStore(database);
  }

  /** H2 in a file below this folder, which is made if it is not there. */
  public static JobDatabase embedded(Path dataFolder) {
    if (System.getProperty("h2.bindAddress") == null) {
      System.setProperty("h2.bindAddress", "127.0.0.1");
    }
    Path folder = dataFolder.resolve("database").toAbsolutePath();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(
        "jdbc:h2:file:"
            + folder.resolve("sluice")
            + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000");
    config.setUsername("sluice");
    config.setPassword("");
    config.setMaximumPoolSize(SMALL_POOL);
    HikariDataSource pool = new HikariDataSource(config);
    migrate(pool);
    return new JobDatabase(pool, new Arrivals(), new DatabaseFailures("in " + folder));
  }

  private static void migrate(HikariDataSource pool) {
    Flyway.configure()
        .dataSource(pool)
        .locations("classpath:dev/sluice/storage/migrations")
        .table("sluice_schema")
        .load()
        .migrate();
  }

  public JobStore jobs() {
    return jobs;
  }

  public Outbox outbox() {
    return outbox;
  }

  public ApiKeyStore apiKeys() {
    return apiKeys;
  }

  @Override
  public void close() {
    arrivals.close();
    pool.close();
  }
}
