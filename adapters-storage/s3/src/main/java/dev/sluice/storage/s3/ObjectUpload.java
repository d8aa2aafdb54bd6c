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
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * One object on its way into the bucket. The writer sends parts in any order; a few are under way
 * at a time. Used by one thread; {@link #stop()} and {@link #discard()} may come from others.
 */
final class ObjectUpload {
  /** How many bytes may be under way before the writer has to wait: three of the smallest parts. */
  static final long MOST_UNDER_WAY = 3L * PartSizes.SMALLEST;

  private final S3Connection connection;
  private final Bucket bucket;
  private final ObjectRequests requests;
  private final StageMonitor monitor;
  private final UploadMonitor work;
  private final S3Connection.Line line;
  private final S3Connection.Line finalLine;
  private final Queue<CompletableFuture<?>> sent = new ConcurrentLinkedQueue<>();
  private final Map<Integer, Part> landed = new TreeMap<>();

  // All of these change under the work's lock.
  private volatile CompletableFuture<String> id;
  private long underWay;
  private long taken;
  private volatile Throwable failure;
  private volatile boolean mayHaveAppeared;
  private volatile boolean unanswered;

  ObjectUpload(
      S3Connection connection, Bucket bucket, ObjectRequests requests, StageMonitor monitor) {
    this.connection = connection;
    this.bucket = bucket;
    this.requests = requests;
    this.monitor = monitor;
    this.work = new UploadMonitor(monitor);
    this.line = connection.line();
    this.finalLine = connection.slowLine();
  }

  boolean hasParts() {
    return id != null;
  }

  /** Ends an object whose name must be free and is not; the store is asked only if it must be. */
  void refuseIfTaken(IfExists ifExists) {
    if (ifExists == IfExists.REPLACE) {
      return;
    }
    boolean taken;
    try {
      taken = work.await(bucket.existence(requests.key()));
    } catch (CompletionException e) {
      throw bucket.explainHead(e);
    }
    if (taken) {
      throw nameTaken();
    }
  }

  /** Sends a part, as soon as there is room for it; its memory is given back when it has landed. */
  void send(int number, PartBytes bytes) {
    long size = bytes.length();
    work.await(() -> failure != null || underWay == 0 || underWay + size <= MOST_UNDER_WAY);
    throwFailure();
    work.change(
        () -> {
          work.requireGoingOn();
          start();
          underWay += size;
        });
    sent.removeIf(CompletableFuture::isDone);
    sent.add(
        id.thenComposeAsync(
                uploadId -> line.client().uploadPart(requests.part(uploadId, number, bytes)),
                connection.executor())
            .whenComplete((response, e) -> work.change(() -> land(number, bytes, response, e))));
  }

  private void start() {
    if (id != null) {
      return;
    }
    // Not on a line that is cancelled: an upload that was asked for must be known, to be given up.
    id =
        connection
            .client()
            .createMultipartUpload(requests.begin())
            .thenApply(response -> response.result().uploadId());
  }

  private void land(int number, PartBytes bytes, UploadPartResponse response, Throwable e) {
    underWay -= bytes.length();
    if (e != null) {
      unanswered |= S3Failures.answer(e) == null;
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

  /** Makes the parts an object, once all have landed. */
  void complete(IfExists ifExists) {
    work.await(() -> failure != null || underWay == 0);
    throwFailure();
    appear(
        ifExists,
        condition ->
            finalLine
                .client()
                .completeMultipartUpload(requests.complete(id.join(), landed.values(), condition)));
  }

  /** Makes an object of these bytes alone, in one request. */
  void put(PartBytes bytes, IfExists ifExists) {
    appear(ifExists, condition -> line.client().putObject(requests.put(bytes, condition)));
    monitor.uploaded(bytes.length());
  }

  private void appear(
      IfExists ifExists, Function<IfExists, CompletableFuture<ObjectWriteResponse>> request) {
    refuseIfTaken(ifExists);
    try {
      work.change(
          () -> {
            work.requireGoingOn();
            mayHaveAppeared = true;
          });
      CompletableFuture<ObjectWriteResponse> answer = request.apply(ifExists);
      sent.add(answer);
      requireTold(work.await(answer));
    } catch (CompletionException e) {
      settle(e, ifExists, request);
    }
  }

  // A success that names no ETag may be an answer that was cut, or that of a store which never
  // names
  // one: the object itself tells.
  private void requireTold(ObjectWriteResponse answer) {
    boolean says = answer.etag() != null && !answer.etag().isEmpty();
    if (says || bucket.holds(requests.key(), ObjectRequests.MARK, requests.mark())) {
      return;
    }
    work.change(() -> unanswered = true);
    throw new SluiceException(
        FailureCode.STORE_UNAVAILABLE,
        "The S3 storage at %s says that the object is complete, and does not show it; it may later."
            .formatted(connection.settings().endpoint().getHost()));
  }

  private void settle(
      Throwable e,
      IfExists ifExists,
      Function<IfExists, CompletableFuture<ObjectWriteResponse>> request) {
    S3Failures.Answer answer = S3Failures.answer(e);
    boolean isUnsure = answer == null || answer.saysNothingSure();
    work.change(() -> unanswered |= isUnsure);
    work.requireGoingOn();
    // It may have been done and only the answer went missing; a refusal may be the answer to the
    // same request sent a second time, over a new connection.
    if (bucket.holds(requests.key(), ObjectRequests.MARK, requests.mark())) {
      return;
    }
    if (isUnsure) {
      throw bucket.explainGone(e);
    }
    mayHaveAppeared = false;
    if (ifExists == IfExists.FAIL && S3Failures.preconditionFailed(answer)) {
      throw nameTaken();
    }
    if (ifExists == IfExists.FAIL && answer.status() == 501) {
      // This store does not know conditions: what remains is the look before, and a short moment
      // in which two writers of one name do not see each other.
      appear(IfExists.REPLACE, request);
      return;
    }
    throw bucket.explainGone(e);
  }

  /** Wakes the writer, for good. */
  void stop() {
    work.stop();
  }

  /** Leaves nothing of it in the store, as far as the store can be reached. */
  void discard() {
    stop();
    boolean settled = settles() && !unanswered;
    line.cancel();
    finalLine.cancel();
    String uploadId = id == null ? null : idOrNull();
    if (uploadId != null) {
      bucket.abort(requests.key(), uploadId, settled);
    }
    if (mayHaveAppeared) {
      bucket.deleteIfMarked(requests.key(), ObjectRequests.MARK, requests.mark(), settled);
    }
  }

  // A part that a store has received whole is kept even if we hang up, and if it lands after the
  // upload was given up, it stays for ever. So what is nearly there is given a moment.
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

  private String idOrNull() {
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
      work.requireGoingOn();
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
