package dev.sluice.http;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.JobFailure;

/**
 * What callers hear when the operator's stores fail. Our own sentences are for the operator: they
 * name hosts, buckets and folders, and stay in the log. Callers learn what kind of trouble it is
 * and whether waiting helps.
 */
final class StoreTrouble {
  private StoreTrouble() {}

  /** The failure as its job's owner may see it. */
  static JobFailure shown(JobFailure failure) {
    return new JobFailure(failure.code(), shown(failure.code(), failure.sentence()));
  }

  /**
   * What may be said of a failure.
   *
   * @param sentence what the core says
   */
  static String shown(FailureCode code, String sentence) {
    return switch (code) {
      case STORE_UNAVAILABLE ->
          "The server cannot reach its database or its storage right now; try again in a moment";
      case STORE_FULL -> "The server has no space left; try again when its operator has made some";
      case STORE_REFUSED ->
          "The server's database or storage does not take this; its operator finds the reason in"
              + " the server's log";
      case STORE_MISSING ->
          "The place where the server keeps its files does not exist; its operator finds out which"
              + " in the server's log";
      // All others are about the request, its source or its name.
      default -> sentence;
    };
  }
}
