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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A bucket and the requests about its objects. Thread-safe. */
final class Bucket {
  private static final Logger LOG = System.getLogger(Bucket.class.getName());
  private static final int ABORT_TRIES = 2;

  /** How long a begin may take, by clocks that differ a little. */
  private static final Duration AT_ONCE = Duration.ofMinutes(5);

  /** How long a request is sent again that no cancel of a job can end. */
  private static final Duration BRIEFLY = Duration.ofSeconds(2);

  /** If the store is unavailable for long, the oldest are forgotten; {@link #sweep} finds them. */
  private static final int MOST_FAILED_REMOVALS = 1_000;

  private final S3Connection connection;
  private final S3Settings settings;
  private final S3Failures failures;
  private final BlockingQueue<Runnable> failedRemovals =
      new ArrayBlockingQueue<>(MOST_FAILED_REMOVALS);

  Bucket(S3Connection connection) {
    this.connection = connection;
    this.settings = connection.settings();
    this.failures = connection.failures();
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
      Repeats brief = connection.repeats().within(BRIEFLY);
      exists =
          new RepeatedRequests(connection, key, brief, key.hashCode())
              .send(() -> existence(key), failure -> {})
              .join();
    } catch (CompletionException e) {
      throw explainHead(e);
    }
    if (!exists) {
      // A missing bucket gives the same response.
      check();
    }
    return exists;
  }

  /** Returns whether the object exists, as far as a response without a reason can say. */
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

  /** Returns whether the object has this mark. */
  boolean holds(String key, String header, String value) {
    try {
      return value.equals(stat(connection.briefClient(), key).join().headers().get(header));
    } catch (CompletionException e) {
      return false;
    }
  }

  private CompletableFuture<StatObjectResponse> stat(MinioAsyncClient client, String key) {
    return connection.signed(
        () ->
            client.statObject(
                StatObjectArgs.builder().bucket(name()).region(region()).object(key).build()));
  }

  void delete(String key) {
    try {
      connection
          .signed(
              () ->
                  connection
                      .client()
                      .removeObject(
                          RemoveObjectArgs.builder()
                              .bucket(name())
                              .region(region())
                              .object(key)
                              .build()))
          .join();
    } catch (CompletionException e) {
      if (!S3Failures.notFound(e)) {
        throw explain(e);
      }
    }
  }

  /**
   * Removes an object that appeared although its writer reported a failure.
   *
   * @param settled whether it can no longer appear; otherwise it is removed once more later
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
   * Checks that the bucket exists.
   *
   * @throws SluiceException if it does not, or we have no right to know
   */
  void check() {
    try {
      // Not a HEAD: its response has no body, and so no reason. Within seconds: whoever waits for
      // the
      // store to come back must not wait for a check that began before.
      connection
          .signed(
              () ->
                  connection
                      .briefClient()
                      .listObjectsV2(
                          ListObjectsV2Args.builder()
                              .bucket(name())
                              .region(region())
                              .maxKeys(1)
                              .build()))
          .join();
    } catch (CompletionException e) {
      throw explain(e);
    }
  }

  /**
   * Aborts an upload: twice if necessary, and once more at the next {@link #retryRemovals}.
   *
   * @param settled whether no part can arrive any more; otherwise it is aborted once more later
   * @return whether the store has confirmed it
   */
  boolean abort(String key, String uploadId, boolean settled) {
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
    return aborted;
  }

  private boolean aborted(String key, String uploadId) {
    try {
      connection
          .signed(
              () ->
                  connection
                      .briefClient()
                      .abortMultipartUpload(
                          AbortMultipartUploadArgs.builder()
                              .bucket(name())
                              .region(region())
                              .object(key)
                              .uploadId(uploadId)
                              .build()))
          .join();
      return true;
    } catch (CompletionException e) {
      return S3Failures.uploadIsGone(e);
    }
  }

  private void clearLater(Runnable clearing) {
    while (!failedRemovals.offer(clearing)) {
      failedRemovals.poll();
    }
  }

  /** Retries in the background what could not be removed before. */
  void retryRemovals() {
    for (int left = failedRemovals.size(); left > 0; left--) {
      Runnable clearing = failedRemovals.poll();
      if (clearing != null) {
        connection.executor().execute(clearing);
      }
    }
  }

  /** Aborts the recorded uploads that were begun before a moment. */
  int sweep(UploadRecords records, Instant before) {
    int swept = 0;
    for (UploadRecords.Upload upload : records.begunBefore(before)) {
      try {
        List<String> ids = upload.id().map(List::of).orElseGet(() -> idsOf(upload, before));
        long aborted = ids.stream().filter(id -> aborted(upload.key(), id)).count();
        swept += (int) aborted;
        if (aborted == ids.size()) {
          records.ended(upload.mark());
        }
      } catch (SluiceException e) {
        // Another upload need not fail as well: its id may be known.
        LOG.log(
            Level.WARNING,
            "the unfinished uploads of {0} cannot be listed: {1}",
            upload.key(),
            e.getMessage());
      }
    }
    return swept;
  }

  /**
   * Returns the uploads of the same object that began within five minutes of the record and before
   * a moment.
   */
  private List<String> idsOf(UploadRecords.Upload upload, Instant before) {
    List<String> ids = new ArrayList<>();
    try {
      String keyMarker = null;
      String idMarker = null;
      while (true) {
        ListMultipartUploadsResult page = uploads(upload.key(), keyMarker, idMarker);
        for (ListMultipartUploadsResult.Upload listed : page.uploads()) {
          // The client decodes the names of the page, but not those of its uploads unless asked to.
          listed.setEncodingType(page.encodingType());
          Instant begun = listed.initiated().toInstant();
          Duration apart = Duration.between(upload.since(), begun).abs();
          if (listed.objectName().equals(upload.key())
              && apart.compareTo(AT_ONCE) <= 0
              && begun.isBefore(before)) {
            ids.add(listed.uploadId());
          }
        }
        if (!page.isTruncated()) {
          return ids;
        }
        keyMarker = page.nextKeyMarker();
        idMarker = page.nextUploadIdMarker();
      }
    } catch (CompletionException e) {
      throw explain(e);
    }
  }

  private ListMultipartUploadsResult uploads(
      String prefix, @Nullable String keyMarker, @Nullable String idMarker) {
    return connection
        .signed(
            () ->
                connection
                    .client()
                    .listMultipartUploads(
                        ListMultipartUploadsArgs.builder()
                            .bucket(name())
                            .region(region())
                            .encodingType("url")
                            .prefix(prefix)
                            .keyMarker(keyMarker)
                            .uploadIdMarker(idMarker)
                            .build()))
        .join()
        .result();
  }

  SluiceException explain(Throwable e) {
    SluiceException explained = failures.explain(e);
    Duration asked = connection.askedPause();
    return explained.code() == FailureCode.STORE_UNAVAILABLE && !asked.isZero()
        ? new SluiceException(explained.code(), explained.getMessage(), explained.getCause(), asked)
        : explained;
  }

  /** Explains a failure whose response had no body, by a request whose response has one. */
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
   * Explains a failure during an upload. If the bucket was deleted, some stores only say that the
   * upload is unknown.
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
