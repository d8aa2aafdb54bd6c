package dev.sluice.storage.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.port.store.BatchStore;
import dev.sluice.core.port.store.Database;
import dev.sluice.core.port.store.IdempotencyStore;
import dev.sluice.core.port.store.JobQueue;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.port.store.ObjectNameStore;
import dev.sluice.core.port.store.Outbox;
import dev.sluice.core.port.store.RetentionStore;
import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.port.store.TenantBucketStore;
import dev.sluice.core.port.store.UsageStore;
import dev.sluice.storage.jdbc.document.NoSecretBox;
import dev.sluice.storage.jdbc.h2.H2DataSource;
import dev.sluice.storage.jdbc.h2.H2Rebuild;
import dev.sluice.storage.jdbc.h2.PrivateFolder;
import dev.sluice.storage.jdbc.jobs.IdempotencyKeyTable;
import dev.sluice.storage.jdbc.jobs.JobClaims;
import dev.sluice.storage.jdbc.jobs.NameReservations;
import dev.sluice.storage.jdbc.jobs.QueueWakeups;
import dev.sluice.storage.jdbc.jobs.SqlBatchStore;
import dev.sluice.storage.jdbc.jobs.SqlJobStore;
import dev.sluice.storage.jdbc.jobs.SqlOutbox;
import dev.sluice.storage.jdbc.jobs.SqlRetentionStore;
import dev.sluice.storage.jdbc.jobs.UrlResealer;
import dev.sluice.storage.jdbc.jobs.UsageTable;
import dev.sluice.storage.jdbc.journal.Journal;
import dev.sluice.storage.jdbc.journal.JournalCompactor;
import dev.sluice.storage.jdbc.journal.JournalEntry;
import dev.sluice.storage.jdbc.journal.JournalReplay;
import dev.sluice.storage.jdbc.journal.JournaledApiKeyStore;
import dev.sluice.storage.jdbc.journal.JournaledBatchStore;
import dev.sluice.storage.jdbc.journal.JournaledJobStore;
import dev.sluice.storage.jdbc.keys.CachingApiKeyStore;
import dev.sluice.storage.jdbc.keys.SecretResealer;
import dev.sluice.storage.jdbc.keys.SqlApiKeyStore;
import dev.sluice.storage.jdbc.keys.SqlTenantBucketStore;
import dev.sluice.storage.jdbc.keys.WebhookSecretSeal;
import dev.sluice.storage.jdbc.postgres.PostgresWakeups;
import dev.sluice.storage.jdbc.sql.BrokenConnections;
import dev.sluice.storage.jdbc.sql.DatabaseFailures;
import dev.sluice.storage.jdbc.sql.Schema;
import dev.sluice.storage.jdbc.sql.SqlDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The database of jobs, notifications and keys: H2 in a folder, or PostgreSQL shared by many
 * processes. Opening it creates or migrates its tables. Thread-safe. {@link #close()} closes what
 * was opened here; the stores cannot be used afterwards.
 */
public final class JobDatabase implements Database, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(JobDatabase.class.getName());

  private final JobStore jobs;
  private final JobQueue queue;
  private final BatchStore batches;
  private final ObjectNameStore names;
  private final IdempotencyKeyTable idempotency;
  private final UsageStore usage;
  private final RetentionStore retention;
  private final Outbox outbox;
  private final ApiKeyStore keys;
  private final TenantBucketStore tenantBuckets;
  private final Optional<SecretBox> secrets;

  /** Resources to close, in this order. */
  private final List<AutoCloseable> parts;

  private final Optional<JournalCompactor> compactor;
  private final HikariDataSource pool;

  private JobDatabase(
      HikariDataSource pool,
      SqlDatabase database,
      QueueWakeups wakeups,
      JobStore jobs,
      BatchStore batches,
      RetentionStore retention,
      ApiKeyStore keys,
      TenantBucketStore tenantBuckets,
      Optional<SecretBox> secrets,
      List<AutoCloseable> parts,
      Optional<JournalCompactor> compactor) {
    this.pool = pool;
    this.jobs = jobs;
    this.queue = new JobClaims(database, wakeups);
    this.batches = batches;
    this.names = new NameReservations(database);
    this.idempotency = new IdempotencyKeyTable(database);
    this.usage = new UsageTable(database);
    this.outbox = new SqlOutbox(database);
    this.retention = retention;
    this.keys = keys;
    this.tenantBuckets = tenantBuckets;
    this.secrets = secrets;
    this.parts = parts;
    this.compactor = compactor;
  }

  /**
   * Opens an embedded database without a {@link SecretBox}: buckets of tenants are rejected, and
   * webhook secrets and URLs are stored unencrypted.
   */
  public static JobDatabase embedded(Path dataFolder) {
    return embedded(dataFolder, Optional.empty());
  }

  /**
   * Opens an H2 database in the folder {@code database} below this one; both are created if they do
   * not exist. Several processes of one machine may open the same folder.
   *
   * @param secrets seals secrets; those that were stored unencrypted or under an earlier key are
   *     sealed again
   * @throws SluiceException STORE_REFUSED if the folder cannot be used or the database is damaged
   *     or newer than this program, STORE_UNAVAILABLE if another process locks it, STORE_FULL
   */
  public static JobDatabase embedded(Path dataFolder, SecretBox secrets) {
    return embedded(dataFolder, Optional.of(secrets));
  }

  private static JobDatabase embedded(Path dataFolder, Optional<SecretBox> secrets) {
    Path folder = PrivateFolder.in(dataFolder, "database");
    DatabaseFailures failures =
        DatabaseFailures.inFolder(folder, folder.resolve(H2DataSource.DOOR));
    H2DataSource source = new H2DataSource(folder);
    List<AutoCloseable> beneath = new ArrayList<>(List.of(source));
    HikariDataSource pool;
    SqlDatabase database;
    Journal journal = Journal.open(folder, secrets);
    beneath.add(journal);
    try {
      // Before the database is rebuilt or migrated: an earlier version still opens the folder if
      // this one refuses its journal.
      List<JournalEntry> left = journal.takenOver();
      if (!H2Rebuild.wasClosed(source.file())) {
        H2Rebuild.run(source, failures);
      }
      pool = opened(source, DatabaseSettings.SMALL_POOL, failures);
      beneath.add(0, pool);
      database = new SqlDatabase(pool, failures, secrets);
      replay(left, database);
      if (resealed(database, secrets) > 0) {
        // What was sealed now is still readable in unused parts of the file.
        pool.close();
        beneath.remove(0);
        H2Rebuild.run(source, failures);
        pool = opened(source, DatabaseSettings.SMALL_POOL, failures);
        beneath.add(0, pool);
        database = new SqlDatabase(pool, failures, secrets);
      }
    } catch (RuntimeException e) {
      closeAll(beneath);
      throw e;
    }
    JournalCompactor compactor = new JournalCompactor(database, journal);
    compactor.start();
    QueueWakeups wakeups = new QueueWakeups();
    SqlJobStore jobs = new SqlJobStore(database, wakeups);
    return new JobDatabase(
        pool,
        database,
        wakeups,
        new JournaledJobStore(jobs, journal),
        new JournaledBatchStore(new SqlBatchStore(database, jobs), journal),
        new SqlRetentionStore(
            database,
            rows ->
                journal.append(
                    new JournalEntry.Deleted(rows.jobs(), rows.batches(), rows.notifications()))),
        remembered(
            new JournaledApiKeyStore(
                new SqlApiKeyStore(database, new WebhookSecretSeal(secrets)), journal)),
        new SqlTenantBucketStore(
            database,
            secrets.orElseGet(NoSecretBox::new),
            row -> journal.append(new JournalEntry.BucketChanged(row))),
        secrets,
        List.of(
            compactor,
            pool,
            () -> {
              if (source.closed()) {
                journal.deleteFiles();
              }
            },
            journal),
        Optional.of(compactor));
  }

  private static ApiKeyStore remembered(ApiKeyStore keys) {
    return new CachingApiKeyStore(keys, System::nanoTime);
  }

  private static int resealed(SqlDatabase database, Optional<SecretBox> secrets) {
    return secrets
        .map(box -> SecretResealer.run(database, box) + UrlResealer.run(database, box))
        .orElse(0);
  }

  private static void replay(List<JournalEntry> left, SqlDatabase database) {
    int restored = JournalReplay.into(database, left);
    if (restored > 0) {
      LOG.log(System.Logger.Level.INFO, "Restored {0} entries from the journal", restored);
    }
  }

  /**
   * Opens a PostgreSQL database without a {@link SecretBox}: buckets of tenants are rejected, and
   * webhook secrets and URLs are stored unencrypted.
   */
  public static JobDatabase open(DatabaseSettings settings) {
    return open(settings, Optional.empty());
  }

  /**
   * Opens a PostgreSQL database, which many processes may share.
   *
   * @param secrets seals secrets; all processes need the same key
   * @throws SluiceException STORE_UNAVAILABLE if it does not answer, STORE_REFUSED if it rejects
   *     the user, a right is missing, or its schema is newer than this program, STORE_MISSING if
   *     its server has no such database
   */
  public static JobDatabase open(DatabaseSettings settings, SecretBox secrets) {
    return open(settings, Optional.of(secrets));
  }

  private static JobDatabase open(DatabaseSettings settings, Optional<SecretBox> secrets) {
    if (!settings.url().startsWith("jdbc:postgresql:")) {
      throw new SluiceException(
          FailureCode.STORE_REFUSED,
          "database-url must begin with jdbc:postgresql:// and not be \"%s\"; without it the database is in the data folder"
              .formatted(settings.address()));
    }
    DatabaseFailures failures = DatabaseFailures.at(settings.address());
    PGSimpleDataSource source = postgres(settings);
    HikariDataSource pool = opened(source, settings.poolSize(), failures);
    PostgresWakeups wakeups = new PostgresWakeups(pool, source);
    wakeups.start();
    SqlDatabase database = new SqlDatabase(pool, failures, secrets);
    resealed(database, secrets);
    SqlJobStore jobs = new SqlJobStore(database, wakeups);
    return new JobDatabase(
        pool,
        database,
        wakeups,
        jobs,
        new SqlBatchStore(database, jobs),
        new SqlRetentionStore(database, rows -> {}),
        remembered(new SqlApiKeyStore(database, new WebhookSecretSeal(secrets))),
        new SqlTenantBucketStore(database, secrets.orElseGet(NoSecretBox::new), row -> {}),
        secrets,
        List.of(wakeups, pool),
        Optional.empty());
  }

  private static PGSimpleDataSource postgres(DatabaseSettings settings) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setApplicationName("sluice");
    source.setTcpKeepAlive(true);
    // The server may vanish without closing the connection. No statement of ours takes nearly as
    // long.
    source.setSocketTimeout(60);
    // The URL comes last, so that its parameters win.
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
    // Connects once without the pool, which would retry for a while and then hide the reason.
    try (Connection first = source.getConnection()) {
      first.isValid(5);
      HikariConfig config = new HikariConfig();
      config.setPoolName("sluice-jobs");
      config.setDataSource(source);
      config.setMaximumPoolSize(poolSize);
      config.setMinimumIdle(1);
      config.setConnectionTimeout(10_000);
      config.setExceptionOverride(new BrokenConnections());
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

  @Override
  public JobStore jobs() {
    return jobs;
  }

  @Override
  public JobQueue queue() {
    return queue;
  }

  @Override
  public BatchStore batches() {
    return batches;
  }

  @Override
  public ObjectNameStore names() {
    return names;
  }

  @Override
  public IdempotencyStore idempotency() {
    return idempotency;
  }

  @Override
  public UsageStore usage() {
    return usage;
  }

  @Override
  public Outbox outbox() {
    return outbox;
  }

  @Override
  public RetentionStore retention() {
    return retention;
  }

  @Override
  public ApiKeyStore keys() {
    return keys;
  }

  @Override
  public TenantBucketStore tenantBuckets() {
    return tenantBuckets;
  }

  @Override
  public Optional<SecretBox> secrets() {
    return secrets;
  }

  /**
   * Releases the idempotency keys of all requests that have no response yet. Call it at the start
   * of the only process that answers requests on this database: the requests of an earlier one died
   * with it, and their callers could repeat them only after a minute.
   *
   * @throws SluiceException STORE_UNAVAILABLE if the database does not answer
   */
  public void releaseIdempotencyClaims() {
    int released = idempotency.releaseAll();
    if (released > 0) {
      LOG.log(
          System.Logger.Level.INFO,
          "Released {0} idempotency keys of requests that died with their process",
          released);
    }
  }

  /** Returns how the pool's connections are used right now. */
  public PoolUsage poolUsage() {
    HikariPoolMXBean now = pool.getHikariPoolMXBean();
    return new PoolUsage(
        now.getActiveConnections(),
        now.getIdleConnections(),
        now.getThreadsAwaitingConnection(),
        pool.getMaximumPoolSize());
  }

  /** Runs the journal's compaction at once. For tests. */
  void journalRound() {
    compactor.orElseThrow().round();
  }

  @Override
  public void close() {
    closeAll(parts);
  }

  private static void closeAll(List<AutoCloseable> parts) {
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.log(System.Logger.Level.WARNING, "A part of the database could not be closed", e);
      }
    }
  }
}
