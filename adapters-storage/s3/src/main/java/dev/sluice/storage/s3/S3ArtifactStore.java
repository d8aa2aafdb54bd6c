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
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import javax.net.SocketFactory;

/**
 * Stores objects in an S3 bucket. Thread-safe, and safe among processes that share the bucket.
 *
 * <p>All parts of an object but the last have one size, as Cloudflare R2 requires: 8 MiB up to an
 * expected length of 39 GiB, 16 MiB if it is unknown, and up to 64 MiB for longer objects, of which
 * the longest may have 625 GiB. An object that turns out so much longer than expected that its
 * 10,000 parts are full fails with FILE_TOO_LARGE.
 *
 * <p>A sink takes three parts of heap (plus the head's parts beyond the first), which is 24 MiB up
 * to an expected length of 39 GiB and 192 MiB from 312 GiB on, and little for a small object. It
 * reserves them in the {@link dev.sluice.core.port.media.HeapBudget}. While there is memory to
 * spare, it takes up to 48 MiB to have more parts in transit.
 *
 * <p>{@code IfExists.FAIL} is enforced by the store itself if it supports conditional writes
 * ({@code If-None-Match}, as AWS, MinIO and newer Ceph do). Other stores ignore the condition:
 * there the sink checks right before the object appears, and two writers that finish the same name
 * at the same moment do not see each other.
 *
 * <p>A request of an upload that fails for a moment (with a response such as 503, or by a broken
 * connection) is sent again for up to two minutes, with growing pauses and not before the store's
 * {@code Retry-After}. Other requests are sent once.
 *
 * <p>No request is sent before the first call that needs one. Closing the store ends its threads;
 * close its sinks first.
 */
public final class S3ArtifactStore implements ArtifactStore, AutoCloseable {
  /** The longest validity of a signed link in S3. */
  public static final Duration LONGEST_LINK = Duration.ofDays(7);

  private static final Duration SHORTEST_LINK = Duration.ofSeconds(1);

  private final S3Settings settings;
  private final S3Connection connection;
  private final Bucket bucket;
  private final IdSource ids;
  private final PartSizes sizes;
  private final UploadRecords records;

  /**
   * @param sockets guarded sockets, for an endpoint that a tenant chose; empty for the operator's
   *     own endpoint
   */
  S3ArtifactStore(
      S3Settings settings, IdSource ids, Optional<SocketFactory> sockets, Repeats repeats) {
    this(settings, ids, sockets, repeats, PartSizes.USUAL, Optional.empty());
  }

  S3ArtifactStore(
      S3Settings settings,
      IdSource ids,
      Optional<SocketFactory> sockets,
      Repeats repeats,
      PartSizes sizes,
      Optional<Path> records) {
    this.settings = settings;
    this.connection = new S3Connection(settings, sockets, repeats);
    this.bucket = new Bucket(connection);
    this.ids = ids;
    this.sizes = sizes;
    this.records = new UploadRecords(records, settings);
  }

  /**
   * Returns a store in this bucket.
   *
   * @param ids mark our objects, so that they are recognised when a response is lost
   */
  public static S3ArtifactStore in(S3Settings settings, IdSource ids) {
    return new S3ArtifactStore(settings, ids, Optional.empty(), Repeats.USUAL);
  }

  /**
   * Returns a store in this bucket that records its unfinished uploads, for {@link
   * #sweepUnfinished}.
   *
   * @param ids mark our objects, so that they are recognised when a response is lost
   * @param records a folder, which is created; several stores and processes may share it
   */
  public static S3ArtifactStore recording(S3Settings settings, IdSource ids, Path records) {
    return new S3ArtifactStore(
        settings, ids, Optional.empty(), Repeats.USUAL, PartSizes.USUAL, Optional.of(records));
  }

  @Override
  public ArtifactSink create(
      ObjectPath path, ContentType type, IfExists ifExists, StageMonitor monitor) {
    String key = key(path);
    bucket.retryRemovals();
    return new S3ArtifactSink(
        sizes,
        () ->
            new ObjectUpload(
                connection,
                bucket,
                records,
                new ObjectRequests(settings, key, type, ids.next().toString()),
                monitor),
        ifExists,
        monitor);
  }

  @Override
  public boolean exists(ObjectPath path) {
    return bucket.exists(key(path));
  }

  /**
   * {@inheritDoc} Seven days at most; whole seconds, rounded up. A link that temporary keys sign
   * ends with these keys, and says so if their end is known.
   */
  @Override
  public URI link(ObjectPath path, Duration validity) {
    if (validity.isNegative() || validity.isZero()) {
      throw new IllegalArgumentException("a link's validity is more than zero");
    }
    try {
      Duration possible = connection.keyValidity().map(this::linkable).orElse(LONGEST_LINK);
      Duration shortened = validity.compareTo(possible) > 0 ? possible : validity;
      return URI.create(
          connection
              .signer()
              .getPresignedObjectUrl(
                  GetPresignedObjectUrlArgs.builder()
                      .method(Http.Method.GET)
                      .bucket(settings.bucket())
                      .region(settings.region())
                      .object(key(path))
                      .expiry((int) shortened.plusNanos(999_999_999).toSeconds())
                      .build()));
    } catch (MinioException | CompletionException e) {
      throw bucket.explain(e);
    }
  }

  /** Returns the longest validity of a link that such keys sign. */
  private Duration linkable(Duration keys) {
    Duration least = keys.compareTo(SHORTEST_LINK) < 0 ? SHORTEST_LINK : keys;
    return least.compareTo(LONGEST_LINK) > 0 ? LONGEST_LINK : least;
  }

  @Override
  public void delete(ObjectPath path) {
    bucket.delete(key(path));
  }

  /**
   * {@inheritDoc} Checks that the bucket exists; whether it is writable shows at the first object.
   */
  @Override
  public void check() {
    bucket.check();
    bucket.retryRemovals();
  }

  /**
   * Aborts the unfinished uploads that are recorded in this store's folder and were begun before a
   * moment: those of dead processes. Choose a moment so long ago that no running job can have begun
   * before it. Uploads of other programs are left alone. Does nothing without a folder; see {@link
   * #recording}.
   *
   * @return how many were aborted
   * @throws SluiceException as {@link #create}
   */
  public int sweepUnfinished(Instant before) {
    return bucket.sweep(records, before);
  }

  /**
   * Returns where the keys of the last request came from, such as {@code web identity}; empty
   * before the first request.
   */
  public Optional<String> credentialsSource() {
    return connection.credentialsSource();
  }

  @Override
  public void close() {
    connection.close();
  }

  private String key(ObjectPath path) {
    return settings.prefix() + path.value();
  }
}
