package dev.sluice.media.web.origin;

import dev.sluice.core.failure.FailureCode;

/** Failures of an origin that may be over a moment later. Pure functions. */
public final class TransientFailures {
  private TransientFailures() {}

  /** Returns whether another request may succeed later without a change. */
  public static boolean contains(FailureCode code) {
    return code.category() == FailureCode.Category.SOURCE && code.isRetryable();
  }

  /** Returns whether another address may serve the same bytes at once. */
  public static boolean isOfAddress(FailureCode code) {
    return contains(code) || code == FailureCode.TLS_FAILED;
  }
}
