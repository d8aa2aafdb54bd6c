package dev.sluice.core.failure;

/**
 * Why a job (or a call) failed, as a stable code. Each constant carries whose failure it is and
 * whether another try is worth it; {@code RetryPolicy} reads nothing else. The names are part of
 * the public contract: they stand in the HTTP answers' {@code code}.
 */
public enum FailureCode {
  /** The request breaks a rule; the violations are listed. */
  INVALID_REQUEST(FailureCategory.REQUEST, false),
  /** No fetcher knows what to do with this URL. */
  NO_FETCHER(FailureCategory.REQUEST, false),
  /** The source's video codec cannot be copied into the container that was asked for. */
  CODEC_DOES_NOT_FIT(FailureCategory.REQUEST, false),
  /** This build cannot encode the codec that was asked for. */
  ENCODER_MISSING(FailureCategory.REQUEST, false),
  /** An encoded picture was asked for and the source has none. */
  NO_VIDEO(FailureCategory.REQUEST, false),
  /** Encoded sound was asked for and the source has none. */
  NO_AUDIO(FailureCategory.REQUEST, false),
  /** The clip that was asked for begins where the source has ended. */
  CLIP_BEYOND_END(FailureCategory.REQUEST, false),
  /** A show's URL that cannot be turned into episodes: no open feed is known for it. */
  SHOW_UNSUPPORTED(FailureCategory.REQUEST, false),
  /** The service, or the feed's host, knows no such show. */
  SHOW_NOT_FOUND(FailureCategory.REQUEST, false),
  /** The show was there and is not any more. */
  SHOW_GONE(FailureCategory.REQUEST, false),
  /** Several feeds fit the show equally well. */
  SHOW_AMBIGUOUS(FailureCategory.REQUEST, false),
  /** The show has no episode, or none that was asked for. */
  SHOW_EMPTY(FailureCategory.REQUEST, false),
  /** A request with the same idempotency key is in progress. */
  KEY_IN_USE(FailureCategory.REQUEST, true),
  /** The idempotency key was used for another request. */
  KEY_REUSED(FailureCategory.REQUEST, false),

  /** The host's name cannot be resolved. */
  HOST_UNKNOWN(FailureCategory.SOURCE, true),
  /** Nothing listens at the host's port. */
  CONNECTION_REFUSED(FailureCategory.SOURCE, true),
  /** The connection could not be made, or broke and could not be taken up again. */
  CONNECTION_FAILED(FailureCategory.SOURCE, true),
  /** The TLS handshake failed or the certificate is not trusted. */
  TLS_FAILED(FailureCategory.SOURCE, false),
  /** The guard forbids the address that the host's name leads to. */
  ADDRESS_FORBIDDEN(FailureCategory.SOURCE, false),
  /** The origin answered 401 (or 407). */
  SOURCE_UNAUTHORIZED(FailureCategory.SOURCE, false),
  /** The origin answered 403 (or 451). */
  SOURCE_FORBIDDEN(FailureCategory.SOURCE, false),
  /** The origin answered 404. */
  SOURCE_NOT_FOUND(FailureCategory.SOURCE, false),
  /** The origin answered 410. */
  SOURCE_GONE(FailureCategory.SOURCE, false),
  /** The origin answered 429; its {@code Retry-After} is honoured. */
  SOURCE_RATE_LIMITED(FailureCategory.SOURCE, true),
  /** The origin answered with another 4xx, or with something that is no answer to the question. */
  SOURCE_REFUSED(FailureCategory.SOURCE, false),
  /** The origin answered 5xx. */
  SOURCE_BROKEN(FailureCategory.SOURCE, true),
  /** The origin redirects in a circle, too often, or to nowhere. */
  REDIRECT_LOOP(FailureCategory.SOURCE, false),
  /** The origin's file changed while it was read. */
  SOURCE_CHANGED(FailureCategory.SOURCE, true),
  /** The origin sent fewer bytes than it announced. */
  SOURCE_CUT(FailureCategory.SOURCE, true),
  /** The origin sent more bytes than it announced. */
  SOURCE_OVERLONG(FailureCategory.SOURCE, true),
  /** The origin sent nothing for longer than the stall limit. */
  SOURCE_STALLED(FailureCategory.SOURCE, true),

  /** A service that knows shows asks us to wait; its {@code Retry-After} is carried. */
  SERVICE_LIMITED(FailureCategory.SOURCE, true),
  /** A service that knows shows does not take the operator's credentials. */
  SERVICE_REFUSED(FailureCategory.SOURCE, false),

  /** The feed is a web page, is cut or malformed, or goes in a circle. */
  FEED_INVALID(FailureCategory.CONTENT, false),
  /** The feed has more bytes, pages or episodes than anybody's feed. */
  FEED_TOO_LARGE(FailureCategory.CONTENT, false),
  /** The show's feed has no media for this episode. */
  EPISODE_MISSING(FailureCategory.CONTENT, false),
  /** The media is encrypted for players that have a licence. */
  MEDIA_PROTECTED(FailureCategory.CONTENT, false),
  /** Its owner shows it to some people only: it is private, for members, or behind a sign-in. */
  MEDIA_PRIVATE(FailureCategory.CONTENT, false),
  /** Its site does not show it in the country where Sluice runs. */
  MEDIA_GEO_BLOCKED(FailureCategory.CONTENT, false),
  /** Its site shows it only to people who have proved their age. */
  MEDIA_AGE_RESTRICTED(FailureCategory.CONTENT, false),
  /** It was on its page and is not any more. */
  MEDIA_REMOVED(FailureCategory.CONTENT, false),
  /** A live stream, or a premiere, that is announced and has not begun. */
  STREAM_NOT_BEGUN(FailureCategory.CONTENT, false),
  /** A stream of a kind that is not taken here. */
  STREAM_UNSUPPORTED(FailureCategory.CONTENT, false),
  /** A web page, a picture, random bytes: not media. */
  NOT_MEDIA(FailureCategory.CONTENT, false),
  /** The source has no bytes at all. */
  SOURCE_EMPTY(FailureCategory.CONTENT, false),
  /** The media is cut or damaged. */
  MEDIA_DAMAGED(FailureCategory.CONTENT, false),
  /** The media's dimensions, streams or demands are beyond every sense. */
  MEDIA_ABSURD(FailureCategory.CONTENT, false),

  /** The source is larger than {@code max-source-bytes}. */
  SOURCE_TOO_LARGE(FailureCategory.LIMIT, false),
  /** The job took longer than {@code job-timeout}. */
  JOB_TIMEOUT(FailureCategory.LIMIT, false),
  /** A show could not be expanded in time; it goes on, and the same request answers soon. */
  SHOW_TIMEOUT(FailureCategory.LIMIT, true),
  /** The file is larger than its owner may store in one. */
  FILE_TOO_LARGE(FailureCategory.LIMIT, false),
  /** The media is longer than its owner may have it. */
  MEDIA_TOO_LONG(FailureCategory.LIMIT, false),
  /** The picture is larger than its owner may have it. */
  PICTURE_TOO_LARGE(FailureCategory.LIMIT, false),
  /** The owner's storage is used up, or the file does not fit into what is left of it. */
  QUOTA_EXCEEDED(FailureCategory.LIMIT, false),
  /** The owner has as many jobs waiting as the operator allows. */
  QUEUE_FULL(FailureCategory.LIMIT, true),

  /** The storage does not answer, or answers that it is overloaded. */
  STORE_UNAVAILABLE(FailureCategory.STORE, true),
  /** The storage refuses: a wrong key, a missing right. */
  STORE_REFUSED(FailureCategory.STORE, false),
  /** The bucket (or the folder) does not exist. */
  STORE_MISSING(FailureCategory.STORE, false),
  /** No space is left in the storage. */
  STORE_FULL(FailureCategory.STORE, false),
  /** Somebody else has made an object of this name in the meantime. */
  NAME_TAKEN(FailureCategory.STORE, true),
  /** What was sealed cannot be opened here: with another key, for something else, or damaged. */
  SECRET_UNREADABLE(FailureCategory.STORE, false),

  /** The caller cancelled the job. */
  CANCELLED(FailureCategory.CANCELLED, false),
  /** The process stops; another one takes the job up again. */
  INTERRUPTED(FailureCategory.CANCELLED, true),
  /** The process that ran the job died, three times. */
  WORKER_DIED(FailureCategory.INTERNAL, false),
  /** A fault of ours. */
  INTERNAL(FailureCategory.INTERNAL, true);

  private final FailureCategory category;
  private final boolean worthAnotherTry;

  FailureCode(FailureCategory category, boolean worthAnotherTry) {
    this.category = category;
    this.worthAnotherTry = worthAnotherTry;
  }

  public FailureCategory category() {
    return category;
  }

  /** Whether the same job may succeed later without anybody changing it. */
  public boolean worthAnotherTry() {
    return worthAnotherTry;
  }
}
