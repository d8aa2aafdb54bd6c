package dev.sluice.core.failure;

/** Whose failure it is: what one counts, alerts on, and tells the caller to change. */
public enum FailureCategory {
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
