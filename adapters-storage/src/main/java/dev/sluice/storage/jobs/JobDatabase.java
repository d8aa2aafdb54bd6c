package dev.sluice.storage.jobs;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.ApiKeyStore;
import dev.sluice.core.port.JobStore;
import dev.sluice.core.port.Outbox;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The database that remembers jobs, notifications and keys: H2 in a folder, or PostgreSQL shared by
 * many processes. Opening it brings its tables to this version's shape. Thread-safe; {@link
 * #close()} closes what was opened here, and the stores are of no use afterwards.
 */
public final class JobDatabase implements AutoCloseable {
  private final HikariDataSource pool;
  private final Arrivals arrivals;
  private final AutoCloseable beneath;
  private final JobStore jobs;
  private final Outbox outbox;
  private final ApiKeyStore apiKeys;

  private JobDatabase(
      HikariDataSource pool, Arrivals arrivals, DatabaseFailures failures, AutoCloseable beneath) {
    this.pool = pool;
    this.arrivals = arrivals;
    this.beneath = beneath;
    Database database = new Database(pool, failures);
    this.jobs = new SqlJobStore(database, arrivals);
    this.outbox = new SqlOutbox(database);
    this.apiKeys = new SqlApiKeyStore(database);
  }

  /**
   * H2 in the folder {@code database} below this one; both are made if they are not there. Several
   * processes of one machine may open the same folder.
   *
   * @throws SluiceException STORE_REFUSED if the folder cannot be used or what lies there is
   *     damaged or newer than this program, STORE_UNAVAILABLE if another process keeps it closed,
   *     STORE_FULL
   */
  public static JobDatabase embedded(Path dataFolder) {
    Path folder = PrivateFolder.in(dataFolder, "database");
    DatabaseFailures failures = DatabaseFailures.inFolder(folder);
    EmbeddedSource source = new EmbeddedSource(folder);
    HikariDataSource pool = opened(source, DatabaseSettings.SMALL_POOL, failures);
    return new JobDatabase(pool, new Arrivals(), failures, source);
  }

  /**
   * A PostgreSQL that many processes share.
   *
   * @throws SluiceException STORE_UNAVAILABLE if it does not answer, STORE_REFUSED if it refuses
   *     the user, a right is missing, or its schema is newer than this program, STORE_MISSING if
   *     its server has no such database
   */
  public static JobDatabase open(DatabaseSettings settings) {
    if (!settings.url().startsWith("jdbc:postgresql:")) {
      throw new SluiceException(
          FailureCode.STORE_REFUSED,
          "database-url must begin with jdbc:postgresql:// and not be \"%s\"; without it the database lies in the data folder"
              .formatted(settings.place()));
    }
    DatabaseFailures failures = DatabaseFailures.at(settings);
    PGSimpleDataSource source = postgres(settings);
    HikariDataSource pool = opened(source, settings.poolSize(), failures);
    PostgresArrivals arrivals = new PostgresArrivals(pool, source);
    arrivals.start();
    return new JobDatabase(pool, arrivals, failures, () -> {});
  }

  private static PGSimpleDataSource postgres(DatabaseSettings settings) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setApplicationName("sluice");
    source.setTcpKeepAlive(true);
    // The server may vanish without a word: no statement of ours takes nearly as long.
    source.setSocketTimeout(60);
    // The URL comes last: its own parameters count.
    source.setUrl(settings.url());
    if (!settings.user().isEmpty()) {
      source.setUser(settings.user());
    }
    if (!settings.password().reveal().isEmpty()) {
      source.setPassword(settings.password().reveal());
    }
    return source;
  }

  private static HikariDataSource opened(
      DataSource source, int poolSize, DatabaseFailures failures) {
    // Once by hand: the pool would try for a while and then blur the reason.
    try (Connection first = source.getConnection()) {
      first.isValid(5);
      HikariConfig config = new HikariConfig();
      config.setPoolName("sluice-jobs");
      config.setDataSource(source);
      config.setMaximumPoolSize(poolSize);
      config.setMinimumIdle(1);
      config.setConnectionTimeout(10_000);
      HikariDataSource pool = new HikariDataSource(config);
      try {
        Schema.migrate(pool, failures);
        return pool;
      } catch (RuntimeException e) {
        pool.close();
        throw e;
      }
    } catch (SQLException | RuntimeException e) {
      throw failures.explained(e);
    }
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
    try {
      beneath.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
