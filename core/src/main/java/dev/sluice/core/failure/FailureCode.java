package dev.sluice.core.failure;

/**
 * Why a job (or a call) failed, as a stable code. Each constant carries whose failure it is and
 * whether another try is worth it; {@code RetryPolicy} reads nothing else. The names are part of
 * the public contract: they stand in the HTTP answers' {@code code}.
 */
public enum FailureCode {
  /** The request breaks a rule; the violations are listed. */
  INVALID_REQUEST(Category.REQUEST, false),
  /** No fetcher knows what to do with this URL. */
  NO_FETCHER(Category.REQUEST, false),
  /** The source's video codec cannot be copied into the container that was asked for. */
  CODEC_DOES_NOT_FIT(Category.REQUEST, false),
  /** This build cannot encode the codec that was asked for. */
  ENCODER_MISSING(Category.REQUEST, false),
  /** An encoded picture was asked for and the source has none. */
  NO_VIDEO(Category.REQUEST, false),
  /** Encoded sound was asked for and the source has none. */
  NO_AUDIO(Category.REQUEST, false),
  /** The clip that was asked for begins where the source has ended. */
  CLIP_BEYOND_END(Category.REQUEST, false),
  /** A show's URL that cannot be turned into episodes: no open feed is known for it. */
  SHOW_UNSUPPORTED(Category.REQUEST, false),
  /** The service, or the feed's host, knows no such show. */
  SHOW_NOT_FOUND(Category.REQUEST, false),
  /** The show was there and is not any more. */
  SHOW_GONE(Category.REQUEST, false),
  /** Several feeds fit the show equally well. */
  SHOW_AMBIGUOUS(Category.REQUEST, false),
  /** The show has no episode, or none that was asked for. */
  SHOW_EMPTY(Category.REQUEST, false),
  /** A request with the same idempotency key is in progress. */
  KEY_IN_USE(Category.REQUEST, true),
  /** The idempotency key was used for another request. */
  KEY_REUSED(Category.REQUEST, false),

  /** The host's name cannot be resolved. */
  HOST_UNKNOWN(Category.SOURCE, true),
  /** Nothing listens at the host's port. */
  CONNECTION_REFUSED(Category.SOURCE, true),
  /** The connection could not be made, or broke and could not be taken up again. */
  CONNECTION_FAILED(Category.SOURCE, true),
  /** The TLS handshake failed or the certificate is not trusted. */
  TLS_FAILED(Category.SOURCE, false),
  /** The guard forbids the address that the host's name leads to. */
  ADDRESS_FORBIDDEN(Category.SOURCE, false),
  /** The origin answered 401 (or 407). */
  SOURCE_UNAUTHORIZED(Category.SOURCE, false),
  /** The origin answered 403 (or 451). */
  SOURCE_FORBIDDEN(Category.SOURCE, false),
  /** The origin answered 404. */
  SOURCE_NOT_FOUND(Category.SOURCE, false),
  /** The origin answered 410. */
  SOURCE_GONE(Category.SOURCE, false),
  /** The origin answered 429; its {@code Retry-After} is honoured. */
  SOURCE_RATE_LIMITED(Category.SOURCE, true),
  /** The origin answered with another 4xx, or with something that is no answer to the question. */
  SOURCE_REFUSED(Category.SOURCE, false),
  /** The origin answered 5xx. */
  SOURCE_BROKEN(Category.SOURCE, true),
  /** The origin redirects in a circle, too often, or to nowhere. */
  REDIRECT_LOOP(Category.SOURCE, false),
  /** The origin's file changed while it was read. */
  SOURCE_CHANGED(Category.SOURCE, true),
  /** The origin sent fewer bytes than it announced. */
  SOURCE_CUT(Category.SOURCE, true),
  /** The origin sent more bytes than it announced. */
  SOURCE_OVERLONG(Category.SOURCE, true),
  /** The origin sent nothing for longer than the stall limit. */
  SOURCE_STALLED(Category.SOURCE, true),

  /** A service that knows shows asks us to wait; its {@code Retry-After} is carried. */
  SERVICE_LIMITED(Category.SOURCE, true),
  /** A service that knows shows does not take the operator's credentials. */
  SERVICE_REFUSED(Category.SOURCE, false),

  /** The feed is a web page, is cut or malformed, or goes in a circle. */
  FEED_INVALID(Category.CONTENT, false),
  /** The feed has more bytes, pages or episodes than anybody's feed. */
  FEED_TOO_LARGE(Category.CONTENT, false),
  /** The show's feed has no media for this episode. */
  EPISODE_MISSING(Category.CONTENT, false),
  /** The media is encrypted for players that have a licence. */
  MEDIA_PROTECTED(Category.CONTENT, false),
  /** Its tenant shows it to some people only: it is private, for members, or behind a sign-in. */
  MEDIA_PRIVATE(Category.CONTENT, false),
  /** Its site does not show it in the country where Sluice runs. */
  MEDIA_GEO_BLOCKED(Category.CONTENT, false),
  /** Its site shows it only to people who have proved their age. */
  MEDIA_AGE_RESTRICTED(Category.CONTENT, false),
  /** It was on its page and is not any more. */
  MEDIA_REMOVED(Category.CONTENT, false),
  /** A live stream, or a premiere, that is announced and has not begun. */
  STREAM_NOT_BEGUN(Category.CONTENT, false),
  /** A stream of a kind that is not taken here. */
  STREAM_UNSUPPORTED(Category.CONTENT, false),
  /** A web page, a picture, random bytes: not media. */
  NOT_MEDIA(Category.CONTENT, false),
  /** The source has no bytes at all. */
  SOURCE_EMPTY(Category.CONTENT, false),
  /** The media is cut or damaged. */
  MEDIA_DAMAGED(Category.CONTENT, false),
  /** The media's dimensions, streams or demands are beyond every sense. */
  MEDIA_LIMITS_EXCEEDED(Category.CONTENT, false),

  /** The source is larger than {@code max-source-bytes}. */
  SOURCE_TOO_LARGE(Category.LIMIT, false),
  /** The job took longer than {@code job-timeout}. */
  JOB_TIMEOUT(Category.LIMIT, false),
  /** A show could not be expanded in time; it goes on, and the same request answers soon. */
  SHOW_TIMEOUT(Category.LIMIT, true),
  /** The file is larger than its tenant may store in one. */
  FILE_TOO_LARGE(Category.LIMIT, false),
  /** The media is longer than its tenant may have it. */
  MEDIA_TOO_LONG(Category.LIMIT, false),
  /** The picture is larger than its tenant may have it. */
  PICTURE_TOO_LARGE(Category.LIMIT, false),
  /** The tenant's storage is used up, or the file does not fit into what is left of it. */
  QUOTA_EXCEEDED(Category.LIMIT, false),
  /** The tenant has as many jobs waiting as the operator allows. */
  QUEUE_FULL(Category.LIMIT, true),

  /** The storage does not answer, or answers that it is overloaded. */
  STORE_UNAVAILABLE(Category.STORE, true),
  /** The storage refuses: a wrong key, a missing right. */
  STORE_REFUSED(Category.STORE, false),
  /** The bucket (or the folder) does not exist. */
  STORE_MISSING(Category.STORE, false),
  /** No space is left in the storage. */
  STORE_FULL(Category.STORE, false),
  /** Somebody else has made an object of this name in the meantime. */
  NAME_TAKEN(Category.STORE, true),
  /** A sealed secret cannot be opened: it was sealed with another key or context, or is damaged. */
  SECRET_UNREADABLE(Category.STORE, false),

  /** The caller cancelled the job. */
  CANCELLED(Category.CANCELLED, false),
  /** The process stops; another one takes the job up again. */
  INTERRUPTED(Category.CANCELLED, true),
  /** The process that ran the job died, three times. */
  WORKER_DIED(Category.INTERNAL, false),
  /** A fault of ours. */
  INTERNAL(Category.INTERNAL, true);

  private final Category category;
  private final boolean isRetryable;

  FailureCode(Category category, boolean isRetryable) {
    this.category = category;
    this.isRetryable = isRetryable;
  }

  public Category category() {
    return category;
  }

  /** Whether the same job may succeed later without anybody changing it. */
  public boolean isRetryable() {
    return isRetryable;
  }

  /** Whose failure it is: what one counts, alerts on, and tells the caller to change. */
  public enum Category {
    /** The request asks for something that cannot be; the caller changes the request. */
    REQUEST,
    /** The media is not what was promised: damaged, empty, of another kind. */
    CONTENT,
    /** The origin of the media refused, vanished or misbehaved. */
    SOURCE,
    /** The storage refused, vanished or is full. */
    STORE,
    /** A limit that the operator set was reached. */
    LIMIT,
    /** Somebody asked for the end. */
    CANCELLED,
    /** Sluice itself is at fault. */
    INTERNAL
  }
}
