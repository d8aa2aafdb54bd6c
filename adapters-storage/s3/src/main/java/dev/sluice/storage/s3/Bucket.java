package dev.sluice.storage.s3;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import io.minio.AbortMultipartUploadArgs;
import io.minio.ListMultipartUploadsArgs;
import io.minio.ListObjectsV2Args;
import io.minio.MinioAsyncClient;
import io.minio.RemoveObjectArgs;
import io.minio.StatObjectArgs;
import io.minio.StatObjectResponse;
import io.minio.messages.ListMultipartUploadsResult;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The bucket and the questions one asks it, by key. Thread-safe. */
final class Bucket {
  private static final Logger LOG = System.getLogger(Bucket.class.getName());
  private static final int ABORT_TRIES = 2;

  /** If the store is away for long, the oldest is forgotten: {@link #sweep} finds it. */
  private static final int MOST_LEFT_BEHIND = 1_000;

  private final S3Connection connection;
  private final S3Settings settings;
  private final S3Failures failures;
  private final BlockingQueue<Runnable> leftBehind = new ArrayBlockingQueue<>(MOST_LEFT_BEHIND);

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
      throw explainHead(e);
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

  /**
   * Removes an object that appeared although its writer was told that it did not.
   *
   * @param settled whether it cannot appear any more; else it is looked for once more later, too
   */
  void deleteIfMarked(String key, String header, String value, boolean settled) {
    try {
      if (holds(key, header, value)) {
        delete(key);
      }
    } catch (SluiceException e) {
      LOG.log(Level.WARNING, "the object {0} of an ended job may be left", key);
    }
    if (!settled) {
      clearLater(() -> deleteIfMarked(key, header, value, true));
    }
  }

  /**
   * Returns if the bucket is there.
   *
   * @throws SluiceException if not, or if we may not know
   */
  void check() {
    try {
      // Not a HEAD: its answer has no body, and so no reason.
      connection
          .client()
          .listObjectsV2(
              ListObjectsV2Args.builder().bucket(name()).region(region()).maxKeys(1).build())
          .join();
    } catch (CompletionException e) {
      throw explain(e);
    }
  }

  /**
   * Gives an upload up: twice if need be, and once more when {@link #clearLeftBehind} is asked.
   *
   * @param settled whether no part can land any more; else it is given up once more later, too
   */
  void abort(String key, String uploadId, boolean settled) {
    boolean aborted = false;
    for (int i = 1; i <= ABORT_TRIES && !aborted; i++) {
      aborted = aborted(key, uploadId);
    }
    if (!aborted) {
      LOG.log(
          Level.WARNING,
          "an unfinished upload of {0} is left in the bucket {1}: the storage does not answer",
          key,
          name());
    }
    if (!aborted || !settled) {
      clearLater(() -> abort(key, uploadId, true));
    }
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

  private void clearLater(Runnable clearing) {
    while (!leftBehind.offer(clearing)) {
      leftBehind.poll();
    }
  }

  /** Clears away in the background what could not be cleared away before. */
  void clearLeftBehind() {
    for (int left = leftBehind.size(); left > 0; left--) {
      Runnable clearing = leftBehind.poll();
      if (clearing != null) {
        connection.executor().execute(clearing);
      }
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
          // The client decodes the names of the page but not those of its uploads, unless told so.
          upload.setEncodingType(page.encodingType());
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

  /** Explains a failure whose answer had no body: asks again in a way that has one. */
  SluiceException explainHead(Throwable e) {
    if (S3Failures.answer(e) != null) {
      try {
        check();
      } catch (SluiceException why) {
        return why;
      }
    }
    return explain(e);
  }

  /**
   * Explains a failure in the middle of an upload: when a bucket goes, some stores only say that
   * the upload is unknown.
   */
  SluiceException explainGone(Throwable e) {
    SluiceException explained = explain(e);
    if (S3Failures.answer(e) == null) {
      return explained;
    }
    try {
      check();
      return explained;
    } catch (SluiceException why) {
      return why.code() == FailureCode.STORE_MISSING ? why : explained;
    }
  }
}
