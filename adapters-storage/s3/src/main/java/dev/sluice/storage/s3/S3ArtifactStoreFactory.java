package dev.sluice.storage.s3;

import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.artifact.ArtifactStoreFactory;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.store.IdSource;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.S3Options;
import dev.sluice.storage.s3.credentials.S3Credentials;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.SocketFactory;

/**
 * Opens the buckets of tenants, each with a client of its own that is cached for the next job.
 * Thread-safe.
 *
 * <p>A client that is evicted from the cache is not closed, since a job may still use it: its
 * threads and connections end by themselves a minute after their last use.
 */
public final class S3ArtifactStoreFactory implements ArtifactStoreFactory {
  /** The size of the cache. An idle client takes some kilobytes. */
  private static final int CACHE_SIZE = 100;

  /** The patience of a trial. A caller waits for it, and a store that is slower is of no use. */
  private static final Duration PATIENCE_OF_A_TRIAL = Duration.ofSeconds(8);

  private static final byte[] TRIAL =
      "Sluice checks that it may write here\n".getBytes(StandardCharsets.UTF_8);

  private final SocketFactory sockets;
  private final IdSource ids;
  private final Map<BucketConfig, S3ArtifactStore> cache =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<BucketConfig, S3ArtifactStore> eldest) {
          return size() > CACHE_SIZE;
        }
      };

  /**
   * @param sockets dial no address that the guard forbids, and fail with {@link
   *     dev.sluice.core.guard.AddressPolicy.ForbiddenAddressException} instead
   * @param ids mark our objects, so that they are recognised when a response is lost
   */
  public S3ArtifactStoreFactory(SocketFactory sockets, IdSource ids) {
    this.sockets = sockets;
    this.ids = ids;
  }

  @Override
  public synchronized ArtifactStore of(BucketConfig settings) {
    return cache.computeIfAbsent(
        settings, wanted -> open(wanted, S3Settings.USUAL_PATIENCE, Repeats.USUAL));
  }

  private S3ArtifactStore open(BucketConfig wanted, Duration patience, Repeats repeats) {
    // There is no other kind yet.
    BucketConfig.S3 s3 = (BucketConfig.S3) wanted;
    S3Options options = s3.options();
    S3Credentials keys =
        options
            .sessionToken()
            .map(token -> S3Credentials.keys(s3.accessKey().reveal(), s3.secretKey(), token))
            .orElseGet(() -> S3Credentials.keys(s3.accessKey().reveal(), s3.secretKey()));
    S3Settings.Builder settings =
        S3Settings.builder(s3.endpoint(), s3.bucket(), keys)
            .region(s3.region())
            .addressing(options.addressing())
            .checksums(options.checksums())
            .patience(patience);
    options.encryption().ifPresent(settings::encryption);
    return new S3ArtifactStore(settings.build(), ids, Optional.of(sockets), repeats);
  }

  @Override
  public void tryOut(BucketConfig settings, ObjectPath path) {
    try (S3ArtifactStore store = open(settings, PATIENCE_OF_A_TRIAL, Repeats.NONE)) {
      store.exists(path);
      try (ArtifactSink sink =
          store.create(
              path,
              new ContentType("text/plain"),
              ArtifactStore.IfExists.REPLACE,
              StageMonitor.none())) {
        sink.begin(0);
        sink.write(ByteBuffer.wrap(TRIAL));
        sink.commit();
      }
      store.delete(path);
    }
  }
}
