package dev.sluice.core;

import dev.sluice.core.engine.Engine;
import dev.sluice.core.engine.EngineOptions;
import dev.sluice.core.engine.EnginePorts;
import dev.sluice.core.engine.common.Fetchers;
import dev.sluice.core.engine.destination.StorageResolver;
import dev.sluice.core.memory.InMemoryDatabase;
import dev.sluice.core.policy.QueueLimits;
import dev.sluice.core.policy.RetryPolicy;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.artifact.ArtifactStoreFactory;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.port.show.ShowExpander;
import dev.sluice.core.port.store.Database;
import dev.sluice.core.port.store.IdSource;
import dev.sluice.core.port.web.Notifier;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes one adapter for each port. A fetcher, a transcoder and an artifact store must be given;
 * jobs live in memory unless a database is given. Not thread-safe.
 */
public final class SluiceBuilder {
  private final List<MediaFetcher> fetchers = new ArrayList<>();
  private final List<ShowExpander> shows = new ArrayList<>();
  private Transcoder transcoder;
  private ArtifactStore store;
  private ArtifactStoreFactory others;
  private @Nullable Database database;
  private Notifier notifier;
  private InstantSource clock = SystemDefaults.clock();
  private IdSource ids = SystemDefaults.ids();
  private String worker = "sluice";
  private int workers = SystemDefaults.processors();
  private Duration lease = Duration.ofSeconds(10);
  private Duration jobTimeout = Duration.ofHours(6);
  private Duration grace = Duration.ofSeconds(5);
  private Duration expandTimeout = Duration.ofSeconds(25);
  private String baseFolder = "videos";
  private RetryPolicy retries = RetryPolicy.standard();
  private QueueLimits limits = QueueLimits.NONE;

  SluiceBuilder() {}

  /** Opens media. Given several times, they are asked in this order. */
  public SluiceBuilder fetcher(MediaFetcher adapter) {
    fetchers.add(Objects.requireNonNull(adapter));
    return this;
  }

  public SluiceBuilder transcoder(Transcoder adapter) {
    transcoder = Objects.requireNonNull(adapter);
    return this;
  }

  public SluiceBuilder store(ArtifactStore adapter) {
    store = Objects.requireNonNull(adapter);
    return this;
  }

  /** Opens the storages that owners or jobs bring. Without one, all objects go to the store. */
  public SluiceBuilder stores(ArtifactStoreFactory adapter) {
    others = Objects.requireNonNull(adapter);
    return this;
  }

  /** Stores jobs, keys and settings; in memory unless one is given. */
  public SluiceBuilder database(Database adapter) {
    database = Objects.requireNonNull(adapter);
    return this;
  }

  /** Calls webhooks. Without one, requests that name a webhook are refused. */
  public SluiceBuilder notifier(Notifier adapter) {
    notifier = Objects.requireNonNull(adapter);
    return this;
  }

  /** Expands shows. Given several times, they are asked in this order. */
  public SluiceBuilder shows(ShowExpander adapter) {
    shows.add(Objects.requireNonNull(adapter));
    return this;
  }

  /** Expands shows, all of these in their order. */
  public SluiceBuilder shows(List<? extends ShowExpander> adapters) {
    adapters.forEach(this::shows);
    return this;
  }

  public SluiceBuilder clock(InstantSource adapter) {
    clock = Objects.requireNonNull(adapter);
    return this;
  }

  public SluiceBuilder ids(IdSource adapter) {
    ids = Objects.requireNonNull(adapter);
    return this;
  }

  /** Names this process in leases, for people who look into the database. */
  public SluiceBuilder worker(String name) {
    worker = Objects.requireNonNull(name);
    return this;
  }

  /** How many jobs run at a time; 0 only takes jobs, for other processes to run. */
  public SluiceBuilder workers(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("workers must not be negative: " + number);
    }
    workers = number;
    return this;
  }

  /** How long a dead process keeps a job from others; ten seconds unless said otherwise. */
  public SluiceBuilder lease(Duration length) {
    lease = positive("lease", length);
    return this;
  }

  /** How long one attempt may take; six hours unless said otherwise. */
  public SluiceBuilder jobTimeout(Duration most) {
    jobTimeout = positive("job-timeout", most);
    return this;
  }

  /** How long a close waits for what runs; five seconds unless said otherwise. */
  public SluiceBuilder grace(Duration most) {
    grace = positive("grace", most);
    return this;
  }

  /**
   * How long a submit waits for a show; 25 seconds unless said otherwise. What takes longer goes
   * on, and the same request is then answered at once.
   *
   * @param most at most 50 seconds: an idempotency key is held for a minute
   */
  public SluiceBuilder expandTimeout(Duration most) {
    expandTimeout = positive("expand-timeout", most);
    if (most.compareTo(Duration.ofSeconds(50)) > 0) {
      throw new IllegalArgumentException("expand-timeout must be at most 50 seconds: " + most);
    }
    return this;
  }

  /** Stands before every folder in the storage; {@code videos} unless said otherwise, or empty. */
  public SluiceBuilder baseFolder(String folder) {
    baseFolder = Objects.requireNonNull(folder);
    return this;
  }

  public SluiceBuilder retries(RetryPolicy policy) {
    retries = Objects.requireNonNull(policy);
    return this;
  }

  /** What one owner may have at a time; nobody is limited unless said otherwise. */
  public SluiceBuilder limits(QueueLimits eachOwner) {
    limits = Objects.requireNonNull(eachOwner);
    return this;
  }

  /**
   * Puts the parts together and begins to work.
   *
   * @throws IllegalStateException with a sentence that names what is missing
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
            ids);
    Engine engine =
        new Engine(
            ports,
            new EngineOptions(
                worker, workers, lease, jobTimeout, grace, expandTimeout, retries, limits));
    Sluice sluice = new Sluice(engine, ports);
    engine.start();
    return sluice;
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
