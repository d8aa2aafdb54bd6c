package dev.sluice.http.api.error;

import dev.sluice.core.failure.SluiceException;

/**
 * An error that only HTTP knows; the core's errors are {@link
 * dev.sluice.core.failure.SluiceException}s. Thrown by handlers and written as their answer.
 */
public final class ApiError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The shape of the answer's body. */
  public enum BodyFormat {
    JSON,
    TEXT
  }

  /** The seconds after which a permit may be free again. */
  private static final int SOON = 5;

  private final int status;
  private final String code;
  private final BodyFormat shape;
  private final int retryAfter;

  private ApiError(int status, String code, String sentence, BodyFormat shape, int retryAfter) {
    super(sentence, null, false, false);
    this.retryAfter = retryAfter;
    this.status = status;
    this.code = code;
    this.shape = shape;
  }

  private static ApiError json(int status, String code, String sentence) {
    return new ApiError(status, code, sentence, BodyFormat.JSON, 0);
  }

  public static ApiError missingKey() {
    return json(401, "MISSING_KEY", "Missing x-api-key header");
  }

  public static ApiError invalidKey() {
    return json(401, "INVALID_KEY", "Invalid API Key");
  }

  public static ApiError noSuchJob() {
    return json(404, "NOT_FOUND", "Job not found");
  }

  public static ApiError noSuchBatch() {
    return json(404, "NOT_FOUND", "Batch not found");
  }

  public static ApiError notPaused(String status) {
    return json(400, "NOT_PAUSED", "Batch is not paused (current status: " + status + ")");
  }

  public static ApiError notRenamable() {
    return json(400, "NOT_PAUSED", "Batch is not paused. Only paused batches can be renamed.");
  }

  public static ApiError batchIsOver() {
    return json(400, "NOT_CANCELLABLE", "Batch cannot be cancelled (all its jobs are over)");
  }

  public static ApiError nothingFailed() {
    return json(400, "NOT_RETRYABLE", "No job of this batch has failed");
  }

  public static ApiError retriedAlready() {
    return json(
        400,
        "NOT_RETRYABLE",
        "This job was retried already; the new job has taken its slot in the batch");
  }

  /** The job was retried, and that failed, too. */
  public static ApiError retriedInVain(String retry) {
    return json(
        400,
        "NOT_RETRYABLE",
        "This job was retried already by the job "
            + retry
            + ", which did not succeed either; retry that one");
  }

  public static ApiError noWebhook() {
    return json(400, "NO_WEBHOOK", "This job has no webhook; it was sent without a webhook_url");
  }

  public static ApiError notOver() {
    return json(400, "NOT_OVER", "The job is not over; its webhook is called when it is");
  }

  public static ApiError noSuchLink() {
    return json(
        404,
        "NOT_FOUND",
        "This link is not valid, has expired, or its file is gone; GET /jobs/{id} gives a fresh"
            + " one");
  }

  public static ApiError noSuchRoute() {
    return json(404, "NOT_FOUND", "There is nothing under this path");
  }

  public static ApiError notCancellable() {
    return json(
        400, "NOT_CANCELLABLE", "Job cannot be cancelled (not in queue or already processing)");
  }

  public static ApiError notRetryable() {
    return json(400, "NOT_RETRYABLE", "Only failed jobs can be retried");
  }

  public static ApiError noFile() {
    return json(400, "NO_FILE", "Job has no file to delete");
  }

  /** The storage that a key brings does not take an object. */
  public static ApiError unverified(SluiceException why) {
    return json(400, why.code().name(), "Verification failed: " + why.getMessage());
  }

  /** A kind of storage that the reference has, and this server does not. */
  public static ApiError storageNotOffered(String kind) {
    return json(
        501,
        "STORAGE_NOT_OFFERED",
        "Storage of the kind '"
            + kind
            + "' is not offered here; offered is any storage that speaks S3 (POST /user/s3), and"
            + " the server's own");
  }

  public static ApiError malformedBody(String sentence) {
    return json(400, "MALFORMED_JSON", sentence);
  }

  public static ApiError notGzip() {
    return json(
        400,
        "MALFORMED_JSON",
        "The body is not gzip, though Content-Encoding says so; send it as it is, without the"
            + " header");
  }

  public static ApiError unsupportedEncoding() {
    return json(
        415,
        "UNSUPPORTED_ENCODING",
        "The body has a Content-Encoding that is not supported; send it with gzip or as it is");
  }

  /** A method that no call has. */
  public static ApiError unknownMethod() {
    return json(
        501, "METHOD_UNKNOWN", "No call has this method; OPTIONS names the methods of a path");
  }

  public static ApiError bodyTooLarge(int limit) {
    return json(413, "BODY_TOO_LARGE", "The body is larger than " + limit + " bytes");
  }

  public static ApiError stopping() {
    return json(503, "STOPPING", "The server is stopping; try again in a moment");
  }

  public static ApiError tooManyRequests(int perSecond, int retryAfterSeconds) {
    return new ApiError(
        429,
        "TOO_MANY_REQUESTS",
        "This key may send "
            + perSecond
            + " requests a second; send fewer, and this one again in "
            + retryAfterSeconds
            + " s",
        BodyFormat.JSON,
        retryAfterSeconds);
  }

  /**
   * The holder has all the permits that it may.
   *
   * @param holder {@code key} or {@code address}
   */
  public static ApiError tooManyAtOnce(String holder, String what, int most) {
    return new ApiError(
        429,
        "TOO_MANY_AT_ONCE",
        "This "
            + holder
            + " may have "
            + most
            + " "
            + what
            + " at a time; end one, or try again in "
            + SOON
            + " s",
        BodyFormat.JSON,
        SOON);
  }

  /** All permits of the server are held. */
  public static ApiError busy(String what, int most) {
    return new ApiError(
        503,
        "BUSY",
        "All " + most + " " + what + " of this server are taken; try again in " + SOON + " s",
        BodyFormat.JSON,
        SOON);
  }

  /** All workers are taken, and many requests wait for them. */
  public static ApiError overloaded() {
    return new ApiError(
        503,
        "BUSY",
        "The server has more requests than it can answer; try again in " + SOON + " s",
        BodyFormat.JSON,
        SOON);
  }

  /** An answer in plain text, as clients of the reference expect it. */
  public static ApiError wrongTypes(String details) {
    return new ApiError(
        422,
        "WRONG_TYPE",
        "Failed to deserialize the JSON body into the target type: " + details,
        BodyFormat.TEXT,
        0);
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  /** Returns the seconds to wait; 0 if waiting does not help. */
  public int retryAfter() {
    return retryAfter;
  }

  public BodyFormat shape() {
    return shape;
  }
}
