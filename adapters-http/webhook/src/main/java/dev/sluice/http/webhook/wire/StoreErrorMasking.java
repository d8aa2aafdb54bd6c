package dev.sluice.http.webhook.wire;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Job;

/**
 * Replaces the sentences of failures in the operator's stores by sentences for callers. The
 * original ones name hosts, buckets and folders, and stay in the log; callers learn the kind of the
 * failure and whether waiting helps. Pure.
 */
public final class StoreErrorMasking {
  private StoreErrorMasking() {}

  /**
   * Returns the failure as its job's tenant may see it.
   *
   * @param ofOwner whether the job goes to a bucket of its tenant, who can then mend it
   */
  public static Job.Failure shown(Job.Failure failure, boolean ofOwner) {
    String sentence =
        ofOwner
            ? shownToOwner(failure.code(), failure.sentence())
            : shown(failure.code(), failure.sentence());
    return new Job.Failure(failure.code(), sentence);
  }

  private static String shownToOwner(FailureCode code, String sentence) {
    return switch (code) {
      // The server's own database may be to blame for these, and its sentences name its host.
      case STORE_UNAVAILABLE ->
          "The storage that this job goes to, or the server's database, could not be reached;"
              + " check that the storage answers, and try again";
      case STORE_FULL ->
          "The storage that this job goes to, or the server's database, has no space left; make"
              + " space, and try again";
      case SECRET_UNREADABLE ->
          "The settings of this job's storage cannot be decrypted: the server has another"
              + " encryption key now; save them again (POST /user/s3), or send them with a new job";
      default -> WireNames.sentence(sentence);
    };
  }

  /**
   * Returns the sentence that a caller may see.
   *
   * @param sentence the original one
   */
  public static String shown(FailureCode code, String sentence) {
    return switch (code) {
      case STORE_UNAVAILABLE ->
          "The server cannot reach its database or its storage right now; try again in a moment";
      case STORE_FULL -> "The server has no space left; try again when its operator has made space";
      case STORE_REFUSED ->
          "The server's database or storage refused the operation; the server's log says why";
      case STORE_MISSING ->
          "The folder or bucket of the server's files does not exist; the server's log says which";
      case SECRET_UNREADABLE ->
          "The settings of this key cannot be decrypted: the server has another encryption key now;"
              + " save the storage settings again (POST /user/s3), and create a new webhook secret"
              + " (POST /user/webhook-secret/rotate)";
      // All other failures are about the request, its source or its name.
      default -> WireNames.sentence(sentence);
    };
  }
}
