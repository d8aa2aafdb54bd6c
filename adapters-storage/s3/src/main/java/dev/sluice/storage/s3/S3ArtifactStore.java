package dev.sluice.storage.s3;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.store.IdSource;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import io.minio.GetPresignedObjectUrlArgs;
import io.minio.Http;
import io.minio.errors.MinioException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.SocketFactory;

/**
 * Keeps objects in an S3 bucket. Thread-safe, and safe among processes that share the bucket.
 *
 * <p>A sink takes about 40 MiB of heap while its object is longer than a few parts (plus the head's
 * parts beyond the first; more from 10 GiB on, where parts grow), and little for a small object.
 *
 * <p>{@code IfExists.FAIL} is kept by the store itself where it knows conditional writes ({@code
 * If-None-Match}, as AWS, MinIO and newer Ceph do). Others ignore the condition: there the object
 * is looked for right before it appears, and two writers that finish one name within the same
 * moment do not see each other.
 *
 * <p>Nothing is asked of the store before the first call that needs it. Closing the store ends its
 * threads; sinks must be closed before.
 */
public final class S3ArtifactStore implements ArtifactStore, AutoCloseable {
  /** As long as a signed link may live at most, in S3. */
  public static final Duration LONGEST_LINK = Duration.ofDays(7);

  private final S3Settings settings;
  private final S3Connection connection;
  private final Bucket bucket;
  private final IdSource ids;

  /**
   * @param sockets guarded ones, for an endpoint that somebody named; empty for the operator's own
   */
  S3ArtifactStore(S3Settings settings, IdSource ids, Optional<SocketFactory> sockets) {
    this.settings = settings;
    this.connection = new S3Connection(settings, sockets);
    this.bucket = new Bucket(connection);
    this.ids = ids;
  }

  /**
   * A store in this bucket.
   *
   * @param ids marks our objects, so that we know them again when an answer is lost
   */
  public static S3ArtifactStore in(S3Settings settings, IdSource ids) {
    return new S3ArtifactStore(settings, ids, Optional.empty());
  }

  @Override
  public ArtifactSink create(
      ObjectPath path, ContentType type, IfExists ifExists, StageMonitor monitor) {
    String key = key(path);
    bucket.clearLeftBehind();
    return new S3ArtifactSink(
        () ->
            new ObjectUpload(
                connection,
                bucket,
                new ObjectRequests(settings, key, type, ids.next().toString()),
                monitor),
        ifExists,
        monitor);
  }

  @Override
  public boolean exists(ObjectPath path) {
    return bucket.exists(key(path));
  }

  /** {@inheritDoc} Seven days at most; whole seconds, rounded up. */
  @Override
  public URI link(ObjectPath path, Duration validity) {
    if (validity.isNegative() || validity.isZero()) {
      throw new IllegalArgumentException("a link's validity is more than zero");
    }
    Duration shortened = validity.compareTo(LONGEST_LINK) > 0 ? LONGEST_LINK : validity;
    try {
      return URI.create(
          connection
              .client()
              .getPresignedObjectUrl(
                  GetPresignedObjectUrlArgs.builder()
                      .method(Http.Method.GET)
                      .bucket(settings.bucket())
                      .region(settings.region())
                      .object(key(path))
                      .expiry((int) shortened.plusNanos(999_999_999).toSeconds())
                      .build()));
    } catch (MinioException e) {
      throw bucket.explain(e);
    }
  }

  @Override
  public void delete(ObjectPath path) {
    bucket.delete(key(path));
  }

  /** {@inheritDoc} Asks whether the bucket is there; whether it may be written to shows later. */
  @Override
  public void check() {
    bucket.check();
    bucket.clearLeftBehind();
  }

  /**
   * Gives up the unfinished uploads under our prefix that were begun before a moment: those of
   * processes that died. Choose it so long ago that no living job can have begun then.
   *
   * @return how many were given up
   * @throws SluiceException as {@link #create}
   */
  public int sweepUnfinished(Instant before) {
    return bucket.sweep(settings.prefix(), before);
  }

  @Override
  public void close() {
    connection.close();
  }

  private String key(ObjectPath path) {
    return settings.prefix() + path.value();
  }
}
