package dev.sluice.core;

import dev.sluice.core.engine.Engine;
import dev.sluice.core.engine.EngineOptions;
import dev.sluice.core.engine.EnginePorts;
import dev.sluice.core.engine.common.Fetchers;
import dev.sluice.core.engine.destination.StorageResolver;
import dev.sluice.core.memory.InMemoryDatabase;
import dev.sluice.core.policy.QueueLimits;
import dev.sluice.core.policy.RetentionPolicy;
import dev.sluice.core.policy.RetryPolicy;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.artifact.ArtifactStoreFactory;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.port.show.ShowExpander;
import dev.sluice.core.port.store.Database;
import dev.sluice.core.port.store.IdSource;
import dev.sluice.core.port.store.RandomSource;
import dev.sluice.core.port.web.Notifier;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.BucketConfig;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link Sluice} from one adapter for each port. A fetcher, a transcoder and an artifact
 * store must be given; jobs live in memory unless a database is given. Not thread-safe.
 */
public final class SluiceBuilder {
  /** Three heartbeats: the pause of a busy machine must not cost a job its worker. */
  private static final Duration SHORTEST_LEASE = Duration.ofSeconds(3);

  private final List<MediaFetcher> fetchers = new ArrayList<>();
  private final List<ShowExpander> shows = new ArrayList<>();
  private @Nullable Transcoder transcoder;
  private @Nullable ArtifactStore store;
  private @Nullable ArtifactStoreFactory others;
  private @Nullable Database database;
  private @Nullable Notifier notifier;
  private InstantSource clock = SystemDefaults.clock();
  private IdSource ids = SystemDefaults.ids();
  private RandomSource random = SystemDefaults.random();
  private String worker = "sluice";
  private int workers = SystemDefaults.processors();
  private Duration lease = Duration.ofSeconds(10);
  private Duration jobTimeout = Duration.ofHours(6);
  private Duration grace = Duration.ofSeconds(5);
  private Duration showTimeout = Duration.ofSeconds(25);
  private String baseFolder = "videos";
  private RetryPolicy retries = RetryPolicy.standard();
  private QueueLimits limits = QueueLimits.NONE;
  private RetentionPolicy retention = RetentionPolicy.standard();

  SluiceBuilder() {}

  /** Adds a fetcher, which opens media. Several fetchers are asked in the order of the calls. */
  public SluiceBuilder fetcher(MediaFetcher adapter) {
    fetchers.add(Objects.requireNonNull(adapter));
    return this;
  }

  /** Sets the transcoder. */
  public SluiceBuilder transcoder(Transcoder adapter) {
    transcoder = Objects.requireNonNull(adapter);
    return this;
  }

  /** Sets the storage for finished files: the default storage. */
  public SluiceBuilder store(ArtifactStore adapter) {
    store = Objects.requireNonNull(adapter);
    return this;
  }

  /** Sets the factory for buckets of tenants and jobs; without one, all objects go to the store. */
  public SluiceBuilder stores(ArtifactStoreFactory adapter) {
    others = Objects.requireNonNull(adapter);
    return this;
  }

  /** Sets the database for jobs, keys and settings; in memory by default. */
  public SluiceBuilder database(Database adapter) {
    database = Objects.requireNonNull(adapter);
    return this;
  }

  /** Sets the notifier that calls webhooks; without one, requests with a webhook are rejected. */
  public SluiceBuilder notifier(Notifier adapter) {
    notifier = Objects.requireNonNull(adapter);
    return this;
  }

  /** Adds an expander of shows. Several expanders are asked in the order of the calls. */
  public SluiceBuilder shows(ShowExpander adapter) {
    shows.add(Objects.requireNonNull(adapter));
    return this;
  }

  /** Adds expanders of shows, in the order of the list. */
  public SluiceBuilder shows(List<? extends ShowExpander> adapters) {
    adapters.forEach(this::shows);
    return this;
  }

  /** Sets the clock; the system clock by default. */
  public SluiceBuilder clock(InstantSource adapter) {
    clock = Objects.requireNonNull(adapter);
    return this;
  }

  /** Sets the source of ids for jobs and batches; random UUIDs by default. */
  public SluiceBuilder ids(IdSource adapter) {
    ids = Objects.requireNonNull(adapter);
    return this;
  }

  /**
   * Sets the source of random bytes for secrets, such as webhook secrets; a SecureRandom by
   * default.
   */
  public SluiceBuilder random(RandomSource adapter) {
    random = Objects.requireNonNull(adapter);
    return this;
  }

  /** Sets the name of this process in leases, for people who look into the database. */
  public SluiceBuilder worker(String name) {
    worker = Objects.requireNonNull(name);
    return this;
  }

  /**
   * Sets how many jobs run at a time; the number of processors by default.
   *
   * @param number 0 or more; with 0, this process accepts jobs that other processes run
   * @throws IllegalArgumentException if the number is negative
   */
  public SluiceBuilder workers(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("workers must not be negative: " + number);
    }
    workers = number;
    return this;
  }

  /**
   * Sets after how long the job of a dead process is claimed again; ten seconds by default.
   *
   * @param length at least 3 seconds, since leases are extended every second
   * @throws IllegalArgumentException if the length is shorter
   */
  public SluiceBuilder lease(Duration length) {
    lease = positive("lease", length);
    if (length.compareTo(SHORTEST_LEASE) < 0) {
      throw new IllegalArgumentException("lease must be at least 3 seconds: " + length);
    }
    return this;
  }

  /** Sets how long one attempt may take; six hours by default. */
  public SluiceBuilder jobTimeout(Duration limit) {
    jobTimeout = positive("job-timeout", limit);
    return this;
  }

  /** Sets how long {@link Sluice#close} waits for running jobs; five seconds by default. */
  public SluiceBuilder grace(Duration limit) {
    grace = positive("grace", limit);
    return this;
  }

  /**
   * Sets how long a submit waits for a show; 25 seconds by default. An expansion that takes longer
   * continues in the background, and a repeated submit then finds its result.
   *
   * @param limit at most 50 seconds, since an idempotency key is held for a minute
   * @throws IllegalArgumentException if the limit is not positive or too long
   */
  public SluiceBuilder showTimeout(Duration limit) {
    showTimeout = positive("show-timeout", limit);
    if (limit.compareTo(Duration.ofSeconds(50)) > 0) {
      throw new IllegalArgumentException("show-timeout must be at most 50 seconds: " + limit);
    }
    return this;
  }

  /**
   * Sets the folder that contains all other folders in the storage; {@code videos} by default.
   *
   * @param folder names separated by single slashes, or empty for none
   * @throws IllegalArgumentException if the text is not a path
   */
  public SluiceBuilder baseFolder(String folder) {
    baseFolder = requirePath(folder);
    return this;
  }

  /** Sets the policy that decides which failures are retried, and when. */
  public SluiceBuilder retries(RetryPolicy policy) {
    retries = Objects.requireNonNull(policy);
    return this;
  }

  /** Sets the limits of each tenant's waiting and running jobs; unlimited by default. */
  public SluiceBuilder limits(QueueLimits eachTenant) {
    limits = Objects.requireNonNull(eachTenant);
    return this;
  }

  /**
   * Sets how long jobs and notifications are kept after they are over; {@link
   * RetentionPolicy#standard} by default. The processes of one database should have the same.
   */
  public SluiceBuilder retention(RetentionPolicy policy) {
    retention = Objects.requireNonNull(policy);
    return this;
  }

  /**
   * Starts a Sluice with these adapters. May be called several times; without a database, each
   * Sluice gets its own database in memory.
   *
   * @throws IllegalStateException if an adapter is missing; the sentence names it
   */
  public Sluice start() {
    if (fetchers.isEmpty()) {
      throw missing("a MediaFetcher", "fetcher(...)", "WebMediaFetcher of sluice-media-web");
    }
    if (transcoder == null) {
      throw missing("a Transcoder", "transcoder(...)", "LibavTranscoder of sluice-media-libav");
    }
    if (store == null) {
      throw missing("an ArtifactStore", "store(...)", "FileArtifactStore of sluice-storage-folder");
    }
    Database stores = database == null ? new InMemoryDatabase() : database;
    StorageResolver storages =
        new StorageResolver(
            store,
            baseFolder,
            Optional.ofNullable(others),
            stores.tenantBuckets(),
            stores.secrets(),
            clock);
    EnginePorts ports =
        new EnginePorts(
            new Fetchers(fetchers),
            shows,
            transcoder,
            storages,
            stores,
            Optional.ofNullable(notifier),
            clock,
            ids,
            random);
    Engine engine =
        new Engine(
            ports,
            new EngineOptions(
                worker,
                workers,
                lease,
                jobTimeout,
                grace,
                showTimeout,
                retries,
                limits,
                retention));
    Sluice sluice = new Sluice(engine, ports);
    engine.start();
    return sluice;
  }

  private static String requirePath(String folder) {
    try {
      if (folder.isEmpty() || folder.length() <= BucketConfig.LONGEST_FOLDER) {
        return folder.isEmpty() ? folder : ObjectPath.of(folder).value();
      }
    } catch (IllegalArgumentException e) {
      // The exception below names the valid form.
    }
    throw new IllegalArgumentException(
        ("The base folder '%s' is not a path in a storage. Give names separated by single slashes,"
                + " with none at the beginning or the end, such as media/videos; at most %s"
                + " characters")
            .formatted(folder, BucketConfig.LONGEST_FOLDER));
  }

  private static IllegalStateException missing(String port, String setter, String example) {
    return new IllegalStateException(
        "Sluice needs %s: call %s with one, such as %s".formatted(port, setter, example));
  }

  private static Duration positive(String name, Duration duration) {
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException(name + " must be more than zero: " + duration);
    }
    return duration;
  }
}
