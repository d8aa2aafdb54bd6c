package dev.sluice.core.memory;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.artifact.ArtifactStoreFactory;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.BucketConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Stores objects in memory, each of at most 2 GiB, for trials and tests. It is stricter than other
 * stores: a sink throws at once if it is misused, and {@link #requireNoOpenSink()} lets a test
 * check that every sink was closed. Its links ({@code memory:/…}) cannot be opened. Thread-safe.
 */
public final class InMemoryArtifactStore implements ArtifactStore {
  private final ConcurrentNavigableMap<ObjectPath, Stored> objects = new ConcurrentSkipListMap<>();
  private final Set<InMemoryArtifactSink> open = ConcurrentHashMap.newKeySet();

  private static final class Stored {
    private final byte[] bytes;
    private final ContentType type;

    Stored(byte[] bytes, ContentType type) {
      this.bytes = bytes;
      this.type = type;
    }
  }

  /** Makes an empty store. */
  public InMemoryArtifactStore() {}

  @Override
  public ArtifactSink create(
      ObjectPath path, ContentType type, IfExists ifExists, StageMonitor monitor) {
    InMemoryArtifactSink sink =
        new InMemoryArtifactSink(
            monitor, bytes -> store(path, new Stored(bytes, type), ifExists), open::remove);
    open.add(sink);
    return sink;
  }

  private void store(ObjectPath path, Stored stored, IfExists ifExists) {
    if (ifExists == IfExists.REPLACE) {
      objects.put(path, stored);
      return;
    }
    if (objects.putIfAbsent(path, stored) != null) {
      throw new SluiceException(
          FailureCode.NAME_TAKEN,
          "There is an object named '" + path + "' already; choose another name.");
    }
  }

  @Override
  public boolean exists(ObjectPath path) {
    return objects.containsKey(path);
  }

  @Override
  public URI link(ObjectPath path, Duration validity) {
    if (validity.isNegative() || validity.isZero()) {
      throw new IllegalArgumentException("a link's validity must be more than zero");
    }
    try {
      return new URI("memory", null, "/" + path.value(), null);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("no link can be made for '" + path + "'", e);
    }
  }

  @Override
  public void delete(ObjectPath path) {
    objects.remove(path);
  }

  @Override
  public void check() {
    // Memory is always available.
  }

  /** Returns a copy of the object's bytes, if the object exists. */
  public Optional<byte[]> bytes(ObjectPath path) {
    return Optional.ofNullable(objects.get(path)).map(stored -> stored.bytes.clone());
  }

  /** Returns the object's type, if the object exists. */
  public Optional<ContentType> type(ObjectPath path) {
    return Optional.ofNullable(objects.get(path)).map(stored -> stored.type);
  }

  /** Returns the paths of all objects, in order. */
  public Set<ObjectPath> names() {
    // One by one: TreeSet copies a sorted set by its size, which another thread may change
    // meanwhile.
    Set<ObjectPath> names = new TreeSet<>();
    objects.keySet().forEach(names::add);
    return names;
  }

  /** Returns the number of sinks that are not closed yet; a commit does not close a sink. */
  public int openSinks() {
    return open.size();
  }

  /**
   * Checks that every sink was closed.
   *
   * @throws IllegalStateException if a sink is open
   */
  public void requireNoOpenSink() {
    if (!open.isEmpty()) {
      throw new IllegalStateException(open.size() + " sinks were left open");
    }
  }

  /**
   * Buckets in memory, for trials and tests. A bucket exists after {@link #make}, and can be opened
   * with the keys that it was made with. Thread-safe.
   */
  public static final class Factory implements ArtifactStoreFactory {
    private record Bucket(BucketConfig.S3 madeWith, InMemoryArtifactStore store) {}

    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

    /** Makes a factory without buckets. */
    public Factory() {}

    /**
     * Makes a bucket for these settings, and returns its store, in which tests can look at its
     * objects.
     */
    public InMemoryArtifactStore make(BucketConfig.S3 settings) {
      InMemoryArtifactStore store = new InMemoryArtifactStore();
      buckets.put(settings.address(), new Bucket(settings, store));
      return store;
    }

    @Override
    public ArtifactStore of(BucketConfig settings) {
      return new Opened(settings);
    }

    @Override
    public void tryOut(BucketConfig settings, ObjectPath path) {
      ArtifactStore store = of(settings);
      store.exists(path);
      try (ArtifactSink sink =
          store.create(
              path,
              new ContentType("text/plain"),
              ArtifactStore.IfExists.REPLACE,
              StageMonitor.none())) {
        sink.begin(0);
        sink.write(ByteBuffer.wrap("a test".getBytes(StandardCharsets.UTF_8)));
        sink.commit();
      }
      store.delete(path);
    }

    private InMemoryArtifactStore open(BucketConfig wanted) {
      BucketConfig.S3 settings = (BucketConfig.S3) wanted;
      Bucket bucket = buckets.get(settings.address());
      if (bucket == null) {
        throw new SluiceException(
            FailureCode.STORE_MISSING,
            "There is no bucket '%s' at %s; create it or name another."
                .formatted(settings.bucket(), settings.endpoint().getHost()));
      }
      if (!bucket.madeWith().accessKey().equals(settings.accessKey())
          || !bucket.madeWith().secretKey().equals(settings.secretKey())) {
        throw new SluiceException(
            FailureCode.STORE_REFUSED,
            "The storage at %s rejects the access key or its secret; check both."
                .formatted(settings.endpoint().getHost()));
      }
      return bucket.store();
    }

    /** A store that opens its bucket for each call, since the bucket may change or disappear. */
    private final class Opened implements ArtifactStore {
      private final BucketConfig settings;

      Opened(BucketConfig settings) {
        this.settings = settings;
      }

      @Override
      public ArtifactSink create(
          ObjectPath path, ContentType type, IfExists ifExists, StageMonitor monitor) {
        return open(settings).create(path, type, ifExists, monitor);
      }

      @Override
      public boolean exists(ObjectPath path) {
        return open(settings).exists(path);
      }

      @Override
      public URI link(ObjectPath path, Duration validity) {
        URI plain = open(settings).link(path, validity);
        return URI.create("memory:/" + settings.address() + plain.getRawPath());
      }

      @Override
      public void delete(ObjectPath path) {
        open(settings).delete(path);
      }

      @Override
      public void check() {
        open(settings);
      }
    }
  }
}
