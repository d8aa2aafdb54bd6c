package dev.sluice.storage.s3;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactStore.IfExists;
import dev.sluice.core.port.media.StageMonitor;
import io.minio.ObjectWriteResponse;
import io.minio.UploadPartResponse;
import io.minio.messages.Part;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The upload of one object. The writer sends parts in any order; a few are in transit at a time.
 * Used by one thread; {@link #stop()} and {@link #discard()} may come from others.
 */
final class ObjectUpload {
  private final S3Connection connection;
  private final Bucket bucket;
  private final UploadRecords records;
  private final ObjectRequests requests;
  private final StageMonitor monitor;
  private final UploadMonitor uploadMonitor;
  private final RepeatedRequests repeated;
  private final S3Connection.CancellableClient client;
  private final S3Connection.CancellableClient commitClient;
  private final Queue<CompletableFuture<?>> sent = new ConcurrentLinkedQueue<>();
  private final Map<Integer, Part> landed = new TreeMap<>();

  // All of these change under the monitor's lock.
  private volatile @Nullable CompletableFuture<String> id;
  private long underWay;
  private long taken;
  private volatile @Nullable Throwable failure;
  private volatile boolean mayHaveAppeared;
  private volatile boolean unanswered;

  /** Whether a begin may have happened whose id is not known. */
  private volatile boolean beginIsLost;

  ObjectUpload(
      S3Connection connection,
      Bucket bucket,
      UploadRecords records,
      ObjectRequests requests,
      StageMonitor monitor) {
    this.records = records;
    this.connection = connection;
    this.bucket = bucket;
    this.requests = requests;
    this.monitor = monitor;
    this.uploadMonitor = new UploadMonitor(monitor);
    this.repeated =
        new RepeatedRequests(
            connection, requests.key(), connection.repeats(), requests.mark().hashCode());
    this.client = connection.cancellableClient();
    this.commitClient = connection.slowCancellableClient();
  }

  boolean hasParts() {
    return id != null;
  }

  /** Fails if the name must be free and is not. Sends no request otherwise than for that. */
  void refuseIfTaken(IfExists ifExists) {
    if (ifExists == IfExists.REPLACE) {
      return;
    }
    boolean taken;
    try {
      taken =
          uploadMonitor.await(
              repeated.send(() -> bucket.existence(requests.key()), ObjectUpload::ignore));
    } catch (CompletionException e) {
      throw bucket.explainHead(e);
    }
    if (taken) {
      throw nameTaken();
    }
  }

  /**
   * Sends a part as soon as there is room for it. Its memory is released when the store has it.
   *
   * @param mostUnderWay how many bytes may be in transit before the writer waits
   * @param mayContinue returns whether there is memory for the next part while this one is in
   *     transit beside others
   */
  void send(int number, PartBytes bytes, long mostUnderWay, BooleanSupplier mayContinue) {
    long size = bytes.length();
    uploadMonitor.await(
        () ->
            failure != null
                || underWay == 0
                || (underWay + size <= mostUnderWay && mayContinue.getAsBoolean()));
    throwFailure();
    uploadMonitor.change(
        () -> {
          uploadMonitor.requireGoingOn();
          start();
          underWay += size;
        });
    sent.removeIf(CompletableFuture::isDone);
    sent.add(
        id.thenComposeAsync(
                uploadId ->
                    repeated.send(
                        () ->
                            connection.checked(
                                checksums ->
                                    client
                                        .api()
                                        .uploadPart(
                                            requests.part(uploadId, number, bytes, checksums))),
                        this::unanswered),
                connection.executor())
            .whenComplete(
                (response, e) -> uploadMonitor.change(() -> land(number, bytes, response, e))));
  }

  private void start() {
    if (id != null) {
      return;
    }
    records.begins(requests.mark(), requests.key());
    // Not by the cancellable client: an upload that was requested must be known, to be aborted.
    id =
        repeated
            .send(
                () ->
                    connection.checked(
                        checksums ->
                            connection.client().createMultipartUpload(requests.begin(checksums))),
                failure -> beginIsLost |= S3Failures.mayHaveHappened(failure))
            .thenApply(
                response -> {
                  String uploadId = response.result().uploadId();
                  if (beginIsLost) {
                    records.beganTwice(requests.mark());
                  }
                  records.begun(requests.mark(), requests.key(), uploadId);
                  return uploadId;
                })
            .whenComplete((uploadId, e) -> forgetIfNeverBegun(e));
  }

  private void forgetIfNeverBegun(@Nullable Throwable e) {
    S3Failures.Answer answer = e == null ? null : S3Failures.answer(e);
    if (answer != null && !answer.saysNothingSure()) {
      records.ended(requests.mark());
    }
  }

  private static void ignore(Throwable failure) {}

  /** Notes that a part may still arrive although its request has failed. */
  private void unanswered(Throwable failure) {
    uploadMonitor.change(() -> unanswered |= S3Failures.answer(failure) == null);
  }

  private void land(int number, PartBytes bytes, UploadPartResponse response, Throwable e) {
    underWay -= bytes.length();
    if (e != null) {
      if (failure == null) {
        failure = e;
      }
      return;
    }
    landed.put(number, response.part());
    taken += bytes.length();
    bytes.release();
    monitor.uploaded(taken);
  }

  /** Completes the upload when the store has all parts. */
  void complete(IfExists ifExists) {
    uploadMonitor.await(() -> failure != null || underWay == 0);
    throwFailure();
    appear(
        ifExists,
        condition ->
            connection.signed(
                () ->
                    commitClient
                        .api()
                        .completeMultipartUpload(
                            requests.complete(id.join(), landed.values(), condition))));
    records.ended(requests.mark());
  }

  /** Uploads an object of these bytes alone, in one request. */
  void put(PartBytes bytes, IfExists ifExists) {
    appear(
        ifExists,
        condition ->
            connection.checked(
                checksums -> client.api().putObject(requests.put(bytes, condition, checksums))));
    monitor.uploaded(bytes.length());
  }

  private void appear(
      IfExists ifExists, Function<IfExists, CompletableFuture<ObjectWriteResponse>> request) {
    refuseIfTaken(ifExists);
    RepeatedRequests.Failures failures = repeated.new Failures();
    Optional<CompletableFuture<Void>> again = appeared(ifExists, request, failures);
    while (again.isPresent()) {
      uploadMonitor.await(again.get());
      again = appeared(ifExists, request, failures);
    }
  }

  /**
   * Sends the request that makes the object visible.
   *
   * @return empty if the object is visible; otherwise when to send the request again
   */
  private Optional<CompletableFuture<Void>> appeared(
      IfExists ifExists,
      Function<IfExists, CompletableFuture<ObjectWriteResponse>> request,
      RepeatedRequests.Failures failures) {
    try {
      uploadMonitor.change(
          () -> {
            uploadMonitor.requireGoingOn();
            mayHaveAppeared = true;
          });
      CompletableFuture<ObjectWriteResponse> answer = request.apply(ifExists);
      sent.add(answer);
      requireConfirmed(uploadMonitor.await(answer));
      return Optional.empty();
    } catch (CompletionException e) {
      return settled(e, ifExists, request, failures);
    }
  }

  // A success without an ETag may be a cut response, or that of a store which never sends one. The
  // object itself says which.
  private void requireConfirmed(ObjectWriteResponse answer) {
    boolean says = answer.etag() != null && !answer.etag().isEmpty();
    if (says || bucket.holds(requests.key(), ObjectRequests.MARK, requests.mark())) {
      return;
    }
    uploadMonitor.change(() -> unanswered = true);
    throw new SluiceException(
        FailureCode.STORE_UNAVAILABLE,
        "The S3 storage at %s reports that the object is complete but does not show it; try again later."
            .formatted(connection.settings().endpoint().getHost()));
  }

  private Optional<CompletableFuture<Void>> settled(
      Throwable e,
      IfExists ifExists,
      Function<IfExists, CompletableFuture<ObjectWriteResponse>> request,
      RepeatedRequests.Failures failures) {
    S3Failures.Answer answer = S3Failures.answer(e);
    boolean isUnsure = answer == null || answer.saysNothingSure();
    uploadMonitor.change(() -> unanswered |= isUnsure);
    uploadMonitor.requireGoingOn();
    // The request may have succeeded although its response was lost; a rejection may answer the
    // same request sent again over a new connection.
    if (bucket.holds(requests.key(), ObjectRequests.MARK, requests.mark())) {
      return Optional.empty();
    }
    Optional<CompletableFuture<Void>> again = failures.pauseAfter(e);
    if (again.isPresent()) {
      return again;
    }
    if (isUnsure) {
      throw bucket.explainGone(e);
    }
    mayHaveAppeared = false;
    if (ifExists == IfExists.FAIL && S3Failures.preconditionFailed(answer)) {
      throw nameTaken();
    }
    if (ifExists == IfExists.FAIL && answer.status() == 501) {
      // This store does not support conditions. The check before remains, with a short moment in
      // which two writers of one name do not see each other.
      appear(IfExists.REPLACE, request);
      return Optional.empty();
    }
    throw bucket.explainGone(e);
  }

  /** Stops the writer. */
  void stop() {
    uploadMonitor.stop();
    repeated.stop();
  }

  /** Removes everything of the upload from the store, as far as the store can be reached. */
  void discard() {
    stop();
    boolean settled = settles() && !unanswered;
    client.cancel();
    commitClient.cancel();
    String uploadId = id == null ? null : idOrNull();
    if (uploadId != null && bucket.abort(requests.key(), uploadId, settled) && settled) {
      records.ended(requests.mark());
    }
    if (mayHaveAppeared) {
      bucket.deleteIfMarked(requests.key(), ObjectRequests.MARK, requests.mark(), settled);
    }
  }

  // A part that a store has received completely is stored even if we close the connection; if it
  // arrives after the upload was aborted, it stays for ever. So parts that are nearly sent get a
  // moment.
  private boolean settles() {
    try {
      CompletableFuture.allOf(sent.toArray(new CompletableFuture<?>[0])).get(1, SECONDS);
      return true;
    } catch (ExecutionException e) {
      // allOf ends only when all have ended.
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private @Nullable String idOrNull() {
    try {
      return id.get(connection.settings().patience().toSeconds() + 1, SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (ExecutionException | TimeoutException e) {
      return null;
    }
  }

  private void throwFailure() {
    if (failure != null) {
      uploadMonitor.requireGoingOn();
      throw bucket.explainGone(failure);
    }
  }

  private SluiceException nameTaken() {
    return new SluiceException(
        FailureCode.NAME_TAKEN,
        "There is an object named '%s' in the bucket already; choose another name."
            .formatted(requests.key()));
  }
}
