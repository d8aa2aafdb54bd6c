package dev.sluice.http.api.error;

import dev.sluice.core.failure.FailureCode;

/** The table from the failure codes of the core to status codes. */
public final class StatusCodes {
  private StatusCodes() {}

  // No default: a new code does not compile before it has its status here.
  public static int of(FailureCode code) {
    return switch (code) {
      case INVALID_REQUEST, NO_FETCHER -> 400;
      case SHOW_NOT_FOUND -> 404;
      case SHOW_GONE -> 410;
      // Like other calls that the state of the key does not allow: the caller can change it.
      case SECRET_UNREADABLE -> 400;
      case SHOW_UNSUPPORTED,
          SHOW_AMBIGUOUS,
          SHOW_EMPTY,
          FEED_INVALID,
          FEED_TOO_LARGE,
          EPISODE_MISSING,
          CODEC_DOES_NOT_FIT,
          ENCODER_MISSING,
          NO_VIDEO,
          NO_AUDIO,
          CLIP_BEYOND_END ->
          422;
      case NOT_MEDIA,
          MEDIA_PROTECTED,
          MEDIA_PRIVATE,
          MEDIA_GEO_BLOCKED,
          MEDIA_AGE_RESTRICTED,
          MEDIA_REMOVED,
          STREAM_NOT_BEGUN,
          STREAM_LIVE,
          STREAM_UNSUPPORTED,
          SOURCE_EMPTY,
          MEDIA_DAMAGED,
          MEDIA_LIMITS_EXCEEDED,
          SOURCE_TOO_LARGE ->
          422;
      case ADDRESS_FORBIDDEN -> 422;
      case HOST_UNKNOWN,
          CONNECTION_REFUSED,
          CONNECTION_FAILED,
          TLS_FAILED,
          SOURCE_UNAUTHORIZED,
          SOURCE_FORBIDDEN,
          SOURCE_NOT_FOUND,
          SOURCE_GONE,
          SOURCE_RATE_LIMITED,
          SOURCE_REFUSED,
          SOURCE_BROKEN,
          REDIRECT_LOOP,
          SOURCE_CHANGED,
          SOURCE_CUT,
          SOURCE_OVERLONG,
          SERVICE_REFUSED ->
          502;
      case QUEUE_FULL -> 429;
      case SOURCE_STALLED, JOB_TIMEOUT, SHOW_TIMEOUT -> 504;
      case SERVICE_LIMITED, STORE_UNAVAILABLE, STORE_FULL, MEMORY_SHORT, INTERRUPTED -> 503;
      case CANCELLED, NAME_TAKEN, KEY_IN_USE -> 409;
      case KEY_REUSED, FILE_TOO_LARGE, MEDIA_TOO_LONG, PICTURE_TOO_LARGE -> 422;
      case QUOTA_EXCEEDED -> 403;
      case STORE_REFUSED, STORE_MISSING, WORKER_DIED, TRANSCODER_DIED, INTERNAL -> 500;
    };
  }
}
