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
import dev.sluice.core.tenant.S3BucketConfig;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Buckets in memory, for trials and tests. A bucket exists after {@link #make}, and can be opened
 * with the keys that it was made with. Thread-safe.
 */
public final class InMemoryArtifactStoreFactory implements ArtifactStoreFactory {
  private record Bucket(S3BucketConfig madeWith, InMemoryArtifactStore store) {}

  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

  /** Makes a factory without buckets. */
  public InMemoryArtifactStoreFactory() {}

  /**
   * Makes a bucket for these settings, and returns its store, in which tests can look at its
   * objects.
   */
  public InMemoryArtifactStore make(S3BucketConfig settings) {
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
    S3BucketConfig settings = (S3BucketConfig) wanted;
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
