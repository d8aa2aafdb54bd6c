package dev.sluice.storage.s3;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.storage.s3.CredentialsCache.ReplacementException;
import dev.sluice.storage.s3.credentials.CredentialsException;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.InvalidResponseException;
import io.minio.errors.ServerException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Turns the client's exceptions into sentences that help, without keys and links. Pure. */
final class S3Failures {
  // If a response is not XML, the client reports its status in the message only.
  private static final Pattern STATUS = Pattern.compile("Response code: (\\d{3})");

  private static final int LONGEST_MESSAGE = 200;

  private final String bucket;
  private final String host;
  private final long patienceSeconds;
  private final Supplier<List<String>> secrets;

  /**
   * @param secrets what no sentence may show
   */
  S3Failures(S3Settings settings, Supplier<List<String>> secrets) {
    this.bucket = settings.bucket();
    this.host = settings.endpoint().getHost();
    this.patienceSeconds = Math.max(1, settings.patience().toSeconds());
    this.secrets = secrets;
  }

  /**
   * The response of the store.
   *
   * @param message the store's own words; empty if there are none
   */
  record Answer(int status, String code, String message) {
    boolean is(String... codes) {
      for (String expected : codes) {
        if (expected.equals(code)) {
          return true;
        }
      }
      return false;
    }

    /**
     * Returns whether the request may have succeeded all the same. S3 may answer a commit with 200
     * before it begins, and report a failure only afterwards.
     */
    boolean saysNothingSure() {
      return status == 200 || (status >= 500 && status != 501);
    }

    boolean saysFull() {
      return status == 507
          || is("QuotaExceeded", "XMinioStorageFull", "InsufficientStorage")
          || is("InsufficientCapacity", "ServiceQuotaExceededException");
    }

    /** Returns whether the same request may succeed a moment later. */
    boolean isMomentary() {
      return !saysFull()
          && !is("NoSuchBucket", "NoSuchUpload")
          && (saysNothingSure()
              || status == 408
              || status == 429
              || is("SlowDown", "RequestTimeout", "InternalError", "ServiceUnavailable")
              // The bytes were changed on the way, or did not all arrive.
              || is("BadDigest", "IncompleteBody"));
    }

    @Override
    public String toString() {
      String kind = code.isEmpty() ? Integer.toString(status) : status + " " + code;
      return message.isEmpty() ? kind : kind + ": " + message;
    }
  }

  /** Returns the response of the store; null if there was none. */
  static @Nullable Answer answer(Throwable thrown) {
    Throwable e = unwrapped(thrown);
    if (e instanceof ErrorResponseException refused) {
      int status = refused.response() == null ? 0 : refused.response().code();
      String code = refused.errorResponse().code();
      return new Answer(status, code == null ? "" : code, message(refused));
    }
    if (e instanceof ServerException broken) {
      return new Answer(broken.statusCode(), "", "");
    }
    if (e instanceof InvalidResponseException) {
      Matcher matcher = STATUS.matcher(String.valueOf(e.getMessage()));
      return new Answer(matcher.find() ? Integer.parseInt(matcher.group(1)) : 0, "", "");
    }
    return null;
  }

  private static String message(ErrorResponseException refused) {
    // The response to a HEAD has no body: its message is the client's own invention.
    boolean isTheirs =
        refused.response() != null && !refused.response().request().method().equals("HEAD");
    String message = refused.errorResponse().message();
    return isTheirs && message != null ? message : "";
  }

  /** Makes text of the store fit for a sentence: one short line, without our keys. */
  private String plain(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").strip();
    for (String secret : secrets.get()) {
      line = line.replace(secret, "***");
    }
    // Signatures, and the rest of an address that may contain one.
    line = line.replaceAll("\\?\\S+=\\S*", "?***").replaceAll("(?i)(signature=)\\S+", "$1***");
    int length = line.codePointCount(0, line.length());
    if (length > LONGEST_MESSAGE) {
      line = line.substring(0, line.offsetByCodePoints(0, LONGEST_MESSAGE)) + "…";
    }
    return line.replaceFirst("\\.$", "");
  }

  static boolean preconditionFailed(Answer answer) {
    return answer.status() == 412 || answer.is("PreconditionFailed", "ConditionalRequestConflict");
  }

  /** Returns whether the store rejects the request since it does not know its checksum. */
  static boolean knowsNoChecksum(Throwable thrown) {
    Answer answer = answer(thrown);
    if (answer == null) {
      return false;
    }
    String message = answer.message().toLowerCase(Locale.ROOT);
    boolean isAboutHeader = message.contains("x-amz-") && message.contains("checksum");
    boolean isUnknown =
        answer.status() == 501
            || (answer.status() == 400 && message.contains("unsupported header"));
    return isAboutHeader && isUnknown;
  }

  /** Returns whether the store says that temporary keys have ended. */
  static boolean saysKeysEnded(Throwable thrown) {
    Answer answer = answer(thrown);
    return answer != null && answer.is("ExpiredToken", "TokenRefreshRequired");
  }

  static boolean notFound(Throwable thrown) {
    Answer answer = answer(thrown);
    return answer != null && (answer.is("NoSuchKey") || answer.is("NotFound"));
  }

  static boolean uploadIsGone(Throwable thrown) {
    Answer answer = answer(thrown);
    return answer != null && (answer.status() == 404 || answer.is("NoSuchUpload", "NoSuchBucket"));
  }

  /** Returns whether the store may have done what a failed request asked for. */
  static boolean mayHaveHappened(Throwable thrown) {
    Throwable e = unwrapped(thrown);
    Answer answer = answer(e);
    if (answer != null) {
      return answer.saysNothingSure();
    }
    // After these, nothing was sent.
    return !(e instanceof ConnectException
        || e instanceof UnknownHostException
        || e instanceof CredentialsException
        || e instanceof ReplacementException);
  }

  /** Returns whether the same request may succeed a moment later. */
  static boolean isMomentary(Throwable thrown) {
    Throwable e = unwrapped(thrown);
    Answer answer = answer(e);
    if (answer != null) {
      return answer.isMomentary();
    }
    return e instanceof IOException
        && !(e instanceof CredentialsException)
        && !(e instanceof AddressPolicy.ForbiddenAddressException)
        && !(e instanceof SSLPeerUnverifiedException)
        // A handshake also fails when the connection breaks; a certificate stays as it is.
        && !(e.getCause() instanceof CertificateException);
  }

  SluiceException explain(Throwable thrown) {
    Throwable e = unwrapped(thrown);
    if (e instanceof SluiceException ours) {
      return ours;
    }
    Answer answer = answer(e);
    if (answer != null) {
      return explain(answer);
    }
    if (e instanceof IOException failure) {
      return explain(failure);
    }
    return new SluiceException(
        FailureCode.STORE_UNAVAILABLE,
        "The response from %s is not that of an S3 storage; check the endpoint.".formatted(host),
        e);
  }

  SluiceException explain(Answer raw) {
    Answer answer = new Answer(raw.status(), plain(raw.code()), plain(raw.message()));
    if (answer.is("NoSuchBucket")) {
      return failure(
          FailureCode.STORE_MISSING,
          "There is no bucket '%s' at %s; create it or name another.".formatted(bucket, host));
    }
    if (answer.is("InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken")) {
      return failure(
          FailureCode.STORE_REFUSED,
          "The S3 storage at %s rejects the access key or its secret (%s); check both."
              .formatted(host, answer));
    }
    if (answer.is("ExpiredToken", "TokenRefreshRequired")) {
      return failure(
          FailureCode.STORE_REFUSED,
          "The S3 storage at %s says that the session token has ended (%s); give new keys."
              .formatted(host, answer));
    }
    if (answer.is("RequestTimeTooSkewed", "RequestExpired")) {
      return failure(
          FailureCode.STORE_REFUSED,
          "The S3 storage at %s says that this machine's clock is wrong (%s); set it."
              .formatted(host, answer));
    }
    if (answer.is("AuthorizationHeaderMalformed", "PermanentRedirect", "IllegalLocationConstraint")
        || answer.status() == 301) {
      return failure(
          FailureCode.STORE_REFUSED,
          "The bucket '%s' is not in the region that the settings name (%s); correct the region."
              .formatted(bucket, answer));
    }
    if (answer.saysFull()) {
      return failure(
          FailureCode.STORE_FULL,
          "The S3 storage at %s has no space left in the bucket '%s' (%s); make space."
              .formatted(host, bucket, answer));
    }
    if (answer.is("KeyTooLongError", "KeyTooLong")) {
      return failure(
          FailureCode.STORE_REFUSED,
          "The object's name with its prefix is longer than the 1,024 bytes of S3; shorten it.");
    }
    if (answer.is("NoSuchUpload")) {
      return failure(
          FailureCode.STORE_UNAVAILABLE,
          "The S3 storage at %s lost the upload before its end (%s); check for rules that clear the bucket."
              .formatted(host, answer));
    }
    if (answer.isMomentary()) {
      return failure(
          FailureCode.STORE_UNAVAILABLE,
          "The S3 storage at %s is busy (%s); try again later.".formatted(host, answer));
    }
    return failure(
        FailureCode.STORE_REFUSED,
        "The S3 storage at %s rejects the request (%s); check that the key may write to the bucket '%s'."
            .formatted(host, answer, bucket));
  }

  private SluiceException explain(IOException e) {
    if (e instanceof AddressPolicy.ForbiddenAddressException forbidden) {
      return new SluiceException(FailureCode.ADDRESS_FORBIDDEN, forbidden.sentence(host), e);
    }
    if (e instanceof CredentialsException || e instanceof ReplacementException) {
      return failure(e, String.valueOf(e.getMessage()));
    }
    if (e instanceof UnknownHostException) {
      return failure(
          e,
          "The name of the S3 storage, %s, cannot be resolved; check the endpoint."
              .formatted(host));
    }
    if (e instanceof SocketTimeoutException) {
      return failure(
          e,
          "The S3 storage at %s was silent for more than %s s; check the storage and the network."
              .formatted(host, Long.toString(patienceSeconds)));
    }
    if (e instanceof ConnectException) {
      return failure(
          e,
          "Nothing answers at the S3 storage's address, %s; check that it runs.".formatted(host));
    }
    if (e instanceof SSLException) {
      return failure(
          e,
          "The TLS connection to the S3 storage at %s failed; check its certificate."
              .formatted(host));
    }
    return failure(e, "The connection to the S3 storage at %s broke.".formatted(host));
  }

  private static SluiceException failure(IOException cause, String sentence) {
    return new SluiceException(FailureCode.STORE_UNAVAILABLE, sentence, cause);
  }

  // Without the client's exception as cause: its message has the request's address and headers.
  private static SluiceException failure(FailureCode code, String sentence) {
    return new SluiceException(code, sentence);
  }

  static Throwable unwrapped(Throwable thrown) {
    Throwable e = thrown;
    while (e.getCause() != null
        && (e instanceof CompletionException || e instanceof ExecutionException)) {
      e = e.getCause();
    }
    return e;
  }
}
