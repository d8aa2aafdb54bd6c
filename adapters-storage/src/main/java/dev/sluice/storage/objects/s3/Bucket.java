package dev.sluice.storage.objects.s3;

import dev.sluice.core.failure.SluiceException;
import io.minio.AbortMultipartUploadArgs;
import io.minio.HeadBucketArgs;
import io.minio.ListMultipartUploadsArgs;
import io.minio.MinioAsyncClient;
import io.minio.RemoveObjectArgs;
import io.minio.StatObjectArgs;
import io.minio.StatObjectResponse;
import io.minio.messages.ListMultipartUploadsResult;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The bucket and the questions one asks it, by key. Thread-safe. */
final class Bucket {
  private static final Logger LOG = System.getLogger(Bucket.class.getName());
  private static final int ABORT_TRIES = 2;

  private final S3Connection connection;
  private final S3Settings settings;
  private final S3Failures failures;
  private final Queue<Unfinished> leftBehind = new ConcurrentLinkedQueue<>();

  private record Unfinished(String key, String uploadId) {}

  Bucket(S3Connection connection) {
    this.connection = connection;
    this.settings = connection.settings();
    this.failures = new S3Failures(settings);
  }

  String name() {
    return settings.bucket();
  }

  String region() {
    return settings.region();
  }

  boolean exists(String key) {
    boolean exists;
    try {
      exists = existence(key).join();
    } catch (CompletionException e) {
      throw explain(e);
    }
    if (!exists) {
      // The answer is the same if it is the bucket that is missing.
      check();
    }
    return exists;
  }

  /** Whether there is an object, as far as a store tells that cannot say why there is none. */
  CompletableFuture<Boolean> existence(String key) {
    return stat(connection.client(), key)
        .handle(
            (found, e) -> {
              if (e != null && !S3Failures.notFound(e)) {
                throw new CompletionException(S3Failures.unwrapped(e));
              }
              return e == null;
            });
  }

  /** Whether the object carries this mark. */
  boolean holds(String key, String header, String value) {
    try {
      return value.equals(stat(connection.briefClient(), key).join().headers().get(header));
    } catch (CompletionException e) {
      return false;
    }
  }

  private CompletableFuture<StatObjectResponse> stat(MinioAsyncClient client, String key) {
    return client.statObject(
        StatObjectArgs.builder().bucket(name()).region(region()).object(key).build());
  }

  void delete(String key) {
    try {
      connection
          .client()
          .removeObject(
              RemoveObjectArgs.builder().bucket(name()).region(region()).object(key).build())
          .join();
    } catch (CompletionException e) {
      if (!S3Failures.notFound(e)) {
        throw explain(e);
      }
    }
  }

  /** Removes an object that appeared although its writer was told that it did not. */
  void deleteIfMarked(String key, String header, String value) {
    try {
      if (holds(key, header, value)) {
        delete(key);
      }
    } catch (SluiceException e) {
      LOG.log(Level.WARNING, "the object {0} of an ended job may be left", key);
    }
  }

  /**
   * Returns if the bucket is there.
   *
   * @throws SluiceException if not, or if we may not know
   */
  void check() {
    try {
      connection
          .client()
          .headBucket(HeadBucketArgs.builder().bucket(name()).region(region()).build())
          .join();
    } catch (CompletionException e) {
      throw explain(e);
    }
  }

  /** Gives an upload up: twice if need be, and once more when {@link #clearLeftBehind} is asked. */
  void abort(String key, String uploadId) {
    for (int i = 1; i <= ABORT_TRIES; i++) {
      if (aborted(key, uploadId)) {
        return;
      }
    }
    leftBehind.add(new Unfinished(key, uploadId));
    LOG.log(
        Level.WARNING,
        "an unfinished upload of {0} is left in the bucket {1}: the storage does not answer",
        key,
        name());
  }

  private boolean aborted(String key, String uploadId) {
    try {
      connection
          .briefClient()
          .abortMultipartUpload(
              AbortMultipartUploadArgs.builder()
                  .bucket(name())
                  .region(region())
                  .object(key)
                  .uploadId(uploadId)
                  .build())
          .join();
      return true;
    } catch (CompletionException e) {
      return S3Failures.uploadIsGone(e);
    }
  }

  /** Tries in the background to give up what could not be given up before. */
  void clearLeftBehind() {
    Unfinished upload = leftBehind.poll();
    while (upload != null) {
      Unfinished next = upload;
      connection.executor().execute(() -> abort(next.key(), next.uploadId()));
      upload = leftBehind.poll();
    }
  }

  /** Gives up the uploads under this prefix that were begun before a moment. */
  int sweep(String prefix, Instant before) {
    int swept = 0;
    try {
      String keyMarker = null;
      String idMarker = null;
      while (true) {
        ListMultipartUploadsResult page = uploads(prefix, keyMarker, idMarker);
        for (ListMultipartUploadsResult.Upload upload : page.uploads()) {
          if (upload.initiated().toInstant().isBefore(before)
              && aborted(upload.objectName(), upload.uploadId())) {
            swept++;
          }
        }
        if (!page.isTruncated()) {
          return swept;
        }
        keyMarker = page.nextKeyMarker();
        idMarker = page.nextUploadIdMarker();
      }
    } catch (CompletionException e) {
      throw explain(e);
    }
  }

  private ListMultipartUploadsResult uploads(String prefix, String keyMarker, String idMarker) {
    return connection
        .client()
        .listMultipartUploads(
            ListMultipartUploadsArgs.builder()
                .bucket(name())
                .region(region())
                .encodingType("url")
                .prefix(prefix)
                .keyMarker(keyMarker)
                .uploadIdMarker(idMarker)
                .build())
        .join()
        .result();
  }

  SluiceException explain(Throwable e) {
    return failures.explain(e);
  }

  /**
   * Explains a failure in the middle of an upload: when a bucket goes, some stores only say that
   * the upload is unknown.
   */
  SluiceException explainGone(Throwable e) {
    S3Failures.Answer answer = S3Failures.answer(e);
    if (answer != null && answer.status() == 404) {
      try {
        check();
      } catch (SluiceException missing) {
        return missing;
      }
    }
    return explain(e);
  }
}
