package dev.sluice.core.failure;

/**
 * The reason why a job or a call failed, as a stable code. Each constant has a category, which
 * names the side that caused the failure, and a flag that tells whether a retry can succeed; {@code
 * RetryPolicy} uses only these two. The names are part of the public contract: they are the {@code
 * code} of HTTP responses.
 */
public enum FailureCode {
  /** The request breaks a rule; the violations are listed. */
  INVALID_REQUEST(Category.REQUEST, false),
  /** No fetcher handles this URL. */
  NO_FETCHER(Category.REQUEST, false),
  /** The source's video codec cannot be copied into the requested container. */
  CODEC_DOES_NOT_FIT(Category.REQUEST, false),
  /** This build cannot encode the requested codec. */
  ENCODER_MISSING(Category.REQUEST, false),
  /** The request asks for encoded video, but the source has no video. */
  NO_VIDEO(Category.REQUEST, false),
  /** The request asks for encoded audio, but the source has no audio. */
  NO_AUDIO(Category.REQUEST, false),
  /** The requested clip begins at or after the end of the source. */
  CLIP_BEYOND_END(Category.REQUEST, false),
  /** The show cannot be expanded into episodes: it has no known public feed. */
  SHOW_UNSUPPORTED(Category.REQUEST, false),
  /** The show does not exist at the service or at the feed's host. */
  SHOW_NOT_FOUND(Category.REQUEST, false),
  /** The show existed and was removed. */
  SHOW_GONE(Category.REQUEST, false),
  /** Several feeds match the show equally well. */
  SHOW_AMBIGUOUS(Category.REQUEST, false),
  /** The show has no episodes, or none that the request selects. */
  SHOW_EMPTY(Category.REQUEST, false),
  /** A request with the same idempotency key is in progress. */
  KEY_IN_USE(Category.REQUEST, true),
  /** The idempotency key was used for another request. */
  KEY_REUSED(Category.REQUEST, false),

  /** The host's name cannot be resolved. */
  HOST_UNKNOWN(Category.SOURCE, true),
  /** Nothing listens at the host's port. */
  CONNECTION_REFUSED(Category.SOURCE, true),
  /** The connection could not be made, or it broke and the transfer could not be resumed. */
  CONNECTION_FAILED(Category.SOURCE, true),
  /** The TLS handshake failed or the certificate is not trusted. */
  TLS_FAILED(Category.SOURCE, false),
  /** The host's name resolves to an address that the guard forbids. */
  ADDRESS_FORBIDDEN(Category.SOURCE, false),
  /** The origin answered 401 (or 407). */
  SOURCE_UNAUTHORIZED(Category.SOURCE, false),
  /** The origin answered 403 (or 451). */
  SOURCE_FORBIDDEN(Category.SOURCE, false),
  /** The origin answered 404. */
  SOURCE_NOT_FOUND(Category.SOURCE, false),
  /** The origin answered 410. */
  SOURCE_GONE(Category.SOURCE, false),
  /** The origin answered 429; the retry waits as long as its {@code Retry-After} asks. */
  SOURCE_RATE_LIMITED(Category.SOURCE, true),
  /** The origin answered with another 4xx, or with a response that does not fit the request. */
  SOURCE_REFUSED(Category.SOURCE, false),
  /** The origin answered 5xx. */
  SOURCE_BROKEN(Category.SOURCE, true),
  /** The origin redirects in a loop, too many times, or without a valid target. */
  REDIRECT_LOOP(Category.SOURCE, false),
  /** The origin's file changed while it was read. */
  SOURCE_CHANGED(Category.SOURCE, true),
  /** The origin sent fewer bytes than it announced. */
  SOURCE_CUT(Category.SOURCE, true),
  /** The origin sent more bytes than it announced. */
  SOURCE_OVERLONG(Category.SOURCE, true),
  /** The origin sent no bytes for longer than the read timeout, or hardly any for a minute. */
  SOURCE_STALLED(Category.SOURCE, true),

  /** A show directory limits requests; the exception carries its {@code Retry-After}. */
  SERVICE_LIMITED(Category.SOURCE, true),
  /** A show directory rejects the operator's credentials. */
  SERVICE_REFUSED(Category.SOURCE, false),

  /** The feed is a web page, is truncated or malformed, or its pages form a loop. */
  FEED_INVALID(Category.CONTENT, false),
  /** The feed exceeds the limits for bytes, pages or episodes. */
  FEED_TOO_LARGE(Category.CONTENT, false),
  /** The show's feed has no media for this episode. */
  EPISODE_MISSING(Category.CONTENT, false),
  /** The media is protected by DRM: only players with a licence can decrypt it. */
  MEDIA_PROTECTED(Category.CONTENT, false),
  /** The media is private, for members only, or behind a sign-in. */
  MEDIA_PRIVATE(Category.CONTENT, false),
  /** The site does not offer the media in the country where Sluice runs. */
  MEDIA_GEO_BLOCKED(Category.CONTENT, false),
  /** The site offers the media only to viewers who have proved their age. */
  MEDIA_AGE_RESTRICTED(Category.CONTENT, false),
  /** The media was on its page and was removed. */
  MEDIA_REMOVED(Category.CONTENT, false),
  /** The live stream or premiere is announced but has not begun. */
  STREAM_NOT_BEGUN(Category.CONTENT, false),
  /** The source is a live stream that has not ended, and the request does not ask to record it. */
  STREAM_LIVE(Category.CONTENT, false),
  /** The stream is of a kind that Sluice does not support. */
  STREAM_UNSUPPORTED(Category.CONTENT, false),
  /** The content is not media but, for example, a web page, a picture or random bytes. */
  NOT_MEDIA(Category.CONTENT, false),
  /** The source has no bytes. */
  SOURCE_EMPTY(Category.CONTENT, false),
  /** The media is truncated or damaged. */
  MEDIA_DAMAGED(Category.CONTENT, false),
  /** The media's dimensions, number of streams or memory needs exceed the safety limits. */
  MEDIA_LIMITS_EXCEEDED(Category.CONTENT, false),

  /** The source is larger than {@code max-source-bytes}. */
  SOURCE_TOO_LARGE(Category.LIMIT, false),
  /** The job took longer than {@code job-timeout}. */
  JOB_TIMEOUT(Category.LIMIT, false),
  /** The show was not expanded in time; the lookup continues, and a repeated request uses it. */
  SHOW_TIMEOUT(Category.LIMIT, true),
  /** The file is larger than the tenant's limit for one file. */
  FILE_TOO_LARGE(Category.LIMIT, false),
  /** The media is longer than the tenant's limit. */
  MEDIA_TOO_LONG(Category.LIMIT, false),
  /** The video has a higher resolution than the tenant's limit. */
  PICTURE_TOO_LARGE(Category.LIMIT, false),
  /** The tenant's storage quota is used up, or the file does not fit into the rest of it. */
  QUOTA_EXCEEDED(Category.LIMIT, false),
  /** The tenant has as many waiting jobs as the operator allows. */
  QUEUE_FULL(Category.LIMIT, true),
  /** Other jobs hold the memory that this one needs; such an attempt does not count. */
  MEMORY_SHORT(Category.LIMIT, true),

  /** The storage does not answer, or reports that it is overloaded. */
  STORE_UNAVAILABLE(Category.STORE, true),
  /** The storage refuses access: the key is wrong or lacks a permission. */
  STORE_REFUSED(Category.STORE, false),
  /** The bucket (or the folder) does not exist. */
  STORE_MISSING(Category.STORE, false),
  /** No space is left in the storage. */
  STORE_FULL(Category.STORE, false),
  /** Another writer created an object of this name in the meantime. */
  NAME_TAKEN(Category.STORE, true),
  /** A sealed secret cannot be opened: it was sealed with another key or context, or is damaged. */
  SECRET_UNREADABLE(Category.STORE, false),

  /** The caller cancelled the job. */
  CANCELLED(Category.CANCELLED, false),
  /** The process stops; another worker runs the job again. */
  INTERRUPTED(Category.CANCELLED, true),
  /** Processes died while they ran the job: three while it ran alone, or ten in all. */
  WORKER_DIED(Category.INTERNAL, false),
  /** The child process that read or converted the media died. */
  TRANSCODER_DIED(Category.INTERNAL, true),
  /** Sluice itself failed unexpectedly. */
  INTERNAL(Category.INTERNAL, true);

  private final Category category;
  private final boolean isRetryable;

  FailureCode(Category category, boolean isRetryable) {
    this.category = category;
    this.isRetryable = isRetryable;
  }

  /** Returns the side that caused the failure. */
  public Category category() {
    return category;
  }

  /** Returns whether the same job may succeed later without a change. */
  public boolean isRetryable() {
    return isRetryable;
  }

  /** The side that caused a failure: used for counts, alerts and advice to the caller. */
  public enum Category {
    /** The request asks for something impossible; the caller must change it. */
    REQUEST,
    /** The media is unusable: it is damaged, empty or of another kind. */
    CONTENT,
    /** The origin of the media refused, was unreachable or misbehaved. */
    SOURCE,
    /** The storage refused, was unreachable or is full. */
    STORE,
    /** A limit that the operator set was reached. */
    LIMIT,
    /** The job was stopped on request. */
    CANCELLED,
    /** Sluice itself is at fault. */
    INTERNAL
  }
}
