package dev.sluice.storage.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.port.store.BatchStore;
import dev.sluice.core.port.store.IdempotencyStore;
import dev.sluice.core.port.store.JobQueue;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.port.store.ObjectNameStore;
import dev.sluice.core.port.store.Outbox;
import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.port.store.TenantBucketStore;
import dev.sluice.core.port.store.UsageStore;
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
import dev.sluice.storage.jdbc.jobs.UsageTable;
import dev.sluice.storage.jdbc.journal.Journal;
import dev.sluice.storage.jdbc.journal.JournalCompactor;
import dev.sluice.storage.jdbc.journal.JournalEntry;
import dev.sluice.storage.jdbc.journal.JournalReplay;
import dev.sluice.storage.jdbc.journal.JournaledApiKeyStore;
import dev.sluice.storage.jdbc.journal.JournaledBatchStore;
import dev.sluice.storage.jdbc.journal.JournaledJobStore;
import dev.sluice.storage.jdbc.keys.CachingApiKeyStore;
import dev.sluice.storage.jdbc.keys.NoSecretBox;
import dev.sluice.storage.jdbc.keys.SecretResealer;
import dev.sluice.storage.jdbc.keys.SqlApiKeyStore;
import dev.sluice.storage.jdbc.keys.SqlTenantBucketStore;
import dev.sluice.storage.jdbc.keys.WebhookSecretSeal;
import dev.sluice.storage.jdbc.postgres.PostgresWakeups;
import dev.sluice.storage.jdbc.sql.BrokenConnections;
import dev.sluice.storage.jdbc.sql.Database;
import dev.sluice.storage.jdbc.sql.DatabaseFailures;
import dev.sluice.storage.jdbc.sql.Schema;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The database that remembers jobs, notifications and keys: H2 in a folder, or PostgreSQL shared by
 * many processes. Opening it brings its tables to this version's shape. Thread-safe; {@link
 * #close()} closes what was opened here, and the stores are of no use afterwards.
 */
public final class JobDatabase implements dev.sluice.core.port.store.Database, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(JobDatabase.class.getName());

  private final JobStore jobs;
  private final JobQueue queue;
  private final BatchStore batches;
  private final ObjectNameStore names;
  private final IdempotencyStore idempotency;
  private final UsageStore usage;
  private final Outbox outbox;
  private final ApiKeyStore keys;
  private final TenantBucketStore tenantBuckets;
  private final Optional<SecretBox> secrets;

  /** What is to be closed, in this order. */
  private final List<AutoCloseable> parts;

  private final Optional<JournalCompactor> keeper;
  private final HikariDataSource pool;

  private JobDatabase(
      HikariDataSource pool,
      Database database,
      QueueWakeups wakeups,
      JobStore jobs,
      BatchStore batches,
      ApiKeyStore keys,
      TenantBucketStore tenantBuckets,
      Optional<SecretBox> secrets,
      List<AutoCloseable> parts,
      Optional<JournalCompactor> keeper) {
    this.pool = pool;
    this.jobs = jobs;
    this.queue = new JobClaims(database, wakeups);
    this.batches = batches;
    this.names = new NameReservations(database);
    this.idempotency = new IdempotencyKeyTable(database);
    this.usage = new UsageTable(database);
    this.outbox = new SqlOutbox(database);
    this.keys = keys;
    this.tenantBuckets = tenantBuckets;
    this.secrets = secrets;
    this.parts = parts;
    this.keeper = keeper;
  }

  /**
   * The same without a {@link SecretBox}: others' storages are refused, and what webhooks are
   * signed with lies there in plain.
   */
  public static JobDatabase embedded(Path dataFolder) {
    return embedded(dataFolder, Optional.empty());
  }

  /**
   * H2 in the folder {@code database} below this one; both are made if they are not there. Several
   * processes of one machine may open the same folder.
   *
   * @param secrets seals what is nobody else's to read; what lies there in plain, or under an
   *     earlier key, is sealed anew
   * @throws SluiceException STORE_REFUSED if the folder cannot be used or what lies there is
   *     damaged or newer than this program, STORE_UNAVAILABLE if another process keeps it closed,
   *     STORE_FULL
   */
  public static JobDatabase embedded(Path dataFolder, SecretBox secrets) {
    return embedded(dataFolder, Optional.of(secrets));
  }

  private static JobDatabase embedded(Path dataFolder, Optional<SecretBox> secrets) {
    Path folder = PrivateFolder.in(dataFolder, "database");
    DatabaseFailures failures = DatabaseFailures.inFolder(folder);
    H2DataSource source = new H2DataSource(folder);
    List<AutoCloseable> beneath = new ArrayList<>(List.of(source));
    HikariDataSource pool;
    Database database;
    Journal journal;
    try {
      if (!H2Rebuild.wasClosed(source.file())) {
        H2Rebuild.run(source, failures);
      }
      pool = opened(source, DatabaseSettings.SMALL_POOL, failures);
      beneath.add(0, pool);
      database = new Database(pool, failures);
      journal = replayed(folder, database);
    } catch (RuntimeException e) {
      closeAll(beneath);
      throw e;
    }
    secrets.ifPresent(box -> SecretResealer.run(database, box));
    JournalCompactor keeper = new JournalCompactor(database, journal);
    keeper.start();
    QueueWakeups wakeups = new QueueWakeups();
    SqlJobStore jobs = new SqlJobStore(database, wakeups);
    return new JobDatabase(
        pool,
        database,
        wakeups,
        new JournaledJobStore(jobs, journal),
        new JournaledBatchStore(new SqlBatchStore(database, jobs), journal),
        remembered(
            new JournaledApiKeyStore(
                new SqlApiKeyStore(database, new WebhookSecretSeal(secrets)), journal)),
        new SqlTenantBucketStore(
            database,
            secrets.orElseGet(NoSecretBox::new),
            row -> journal.append(new JournalEntry.StorageChanged(row))),
        secrets,
        List.of(keeper, pool, source, journal),
        Optional.of(keeper));
  }

  private static ApiKeyStore remembered(ApiKeyStore keys) {
    return new CachingApiKeyStore(keys, System::nanoTime);
  }

  private static Journal replayed(Path folder, Database database) {
    Journal journal = Journal.open(folder);
    try {
      int restored = JournalReplay.into(database, journal.takenOver());
      if (restored > 0) {
        LOG.log(System.Logger.Level.INFO, "Restored {0} entries from the journal", restored);
      }
      return journal;
    } catch (RuntimeException e) {
      closeAll(List.of(journal));
      throw e;
    }
  }

  /**
   * The same without a {@link SecretBox}: others' storages are refused, and what webhooks are
   * signed with lies there in plain.
   */
  public static JobDatabase open(DatabaseSettings settings) {
    return open(settings, Optional.empty());
  }

  /**
   * A PostgreSQL that many processes share.
   *
   * @param secrets seals what is nobody else's to read; all processes need the same key
   * @throws SluiceException STORE_UNAVAILABLE if it does not answer, STORE_REFUSED if it refuses
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
          "database-url must begin with jdbc:postgresql:// and not be \"%s\"; without it the database lies in the data folder"
              .formatted(settings.address()));
    }
    DatabaseFailures failures = DatabaseFailures.at(settings.address());
    PGSimpleDataSource source = postgres(settings);
    HikariDataSource pool = opened(source, settings.poolSize(), failures);
    PostgresWakeups arrivals = new PostgresWakeups(pool, source);
    arrivals.start();
    Database database = new Database(pool, failures);
    secrets.ifPresent(box -> SecretResealer.run(database, box));
    SqlJobStore jobs = new SqlJobStore(database, arrivals);
    return new JobDatabase(
        pool,
        database,
        arrivals,
        jobs,
        new SqlBatchStore(database, jobs),
        remembered(new SqlApiKeyStore(database, new WebhookSecretSeal(secrets))),
        new SqlTenantBucketStore(database, secrets.orElseGet(NoSecretBox::new), row -> {}),
        secrets,
        List.of(arrivals, pool),
        Optional.empty());
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

  /** How its connections are used right now. */
  public PoolUsage poolUse() {
    HikariPoolMXBean now = pool.getHikariPoolMXBean();
    return new PoolUsage(
        now.getActiveConnections(),
        now.getIdleConnections(),
        now.getThreadsAwaitingConnection(),
        pool.getMaximumPoolSize());
  }

  /** The journal's keeper at work, ahead of its time: for tests. */
  void journalRound() {
    keeper.orElseThrow().round();
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
        LOG.log(System.Logger.Level.WARNING, "Something of the database did not close", e);
      }
    }
  }
}
