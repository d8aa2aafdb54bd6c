package dev.sluice.storage.objects.s3;

import dev.sluice.core.job.StorageSettings;
import dev.sluice.core.port.ArtifactSink;
import dev.sluice.core.port.ArtifactStore;
import dev.sluice.core.port.ArtifactStores;
import dev.sluice.core.port.IdSource;
import dev.sluice.core.port.StageMonitor;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.SocketFactory;

/**
 * Buckets that owners bring, each with a client of its own that is kept for the next job. Thread-
 * safe.
 *
 * <p>A client that is not asked for any more is forgotten, not closed, since a job may still hold
 * it: its threads and connections end by themselves a minute after their last use.
 */
public final class S3ArtifactStores implements ArtifactStores {
  /** So many are kept; a client that nobody uses is some kilobytes. */
  private static final int MOST_KEPT = 100;

  /** Somebody waits for the outcome of a trial, and a storage that is so slow is of no use. */
  private static final Duration PATIENCE_OF_A_TRIAL = Duration.ofSeconds(8);

  private static final byte[] TRIAL =
      "Sluice looks whether it may write here\n".getBytes(StandardCharsets.UTF_8);

  private final SocketFactory sockets;
  private final IdSource ids;
  private final Map<StorageSettings, S3ArtifactStore> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<StorageSettings, S3ArtifactStore> eldest) {
          return size() > MOST_KEPT;
        }
      };

  /**
   * @param sockets dial no address that the guard forbids, and fail with {@link
   *     dev.sluice.core.guard.ForbiddenAddressException} instead
   * @param ids marks our objects, so that we know them again when an answer is lost
   */
  public S3ArtifactStores(SocketFactory sockets, IdSource ids) {
    this.sockets = sockets;
    this.ids = ids;
  }

  @Override
  public synchronized ArtifactStore of(StorageSettings settings) {
    return kept.computeIfAbsent(settings, wanted -> open(wanted, S3Settings.USUAL_PATIENCE));
  }

  private S3ArtifactStore open(StorageSettings wanted, Duration patience) {
    S3Settings settings =
        S3Settings.of(
                wanted.endpoint(),
                wanted.region(),
                wanted.bucket(),
                wanted.accessKey().reveal(),
                wanted.secretKey())
            .withPatience(patience);
    return new S3ArtifactStore(settings, ids, Optional.of(sockets));
  }

  @Override
  public void tryOut(StorageSettings settings, ObjectPath path) {
    try (S3ArtifactStore store = open(settings, PATIENCE_OF_A_TRIAL)) {
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
