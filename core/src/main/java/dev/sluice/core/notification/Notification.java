package dev.sluice.core.notification;

import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.NotificationSubject;
import dev.sluice.core.request.WebhookTarget;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A notification for one webhook: an entry of the outbox, stored together with the move that caused
 * it.
 *
 * @param id the same in every attempt, so that a receiver can recognise a repetition
 * @param about a job, or a batch for {@link Kind#BATCH_COMPLETED}
 * @param attempts the number of delivery attempts so far
 * @param dueAt the earliest time of the next attempt
 */
public record Notification(
    UUID id,
    NotificationSubject about,
    Kind kind,
    WebhookTarget target,
    State state,
    int attempts,
    Instant createdAt,
    Instant dueAt,
    Optional<String> lastError,
    Optional<Long> lastResponseMillis) {
  public Notification {
    if ((kind == Kind.BATCH_COMPLETED) != about instanceof BatchId) {
      throw new IllegalArgumentException(
          "a notification of kind " + kind + " cannot be about " + about);
    }
  }

  /** The kind of a notification. */
  public enum Kind {
    JOB_COMPLETED,
    JOB_FAILED,
    JOB_WARNING,
    JOB_SKIPPED,
    /** The last job of a batch is over. */
    BATCH_COMPLETED,
    PROGRESS_DOWNLOADING,
    PROGRESS_DOWNLOAD_COMPLETE,
    PROGRESS_MUXING,
    PROGRESS_MUX_COMPLETE,
    PROGRESS_UPLOADING,
    PROGRESS_COMPLETED;

    /** Returns whether the notification reports progress, and not an end. */
    public boolean isProgress() {
      return compareTo(BATCH_COMPLETED) > 0;
    }
  }

  /** The state of the delivery. */
  public enum State {
    PENDING,
    DELIVERED,
    /** The delivery was given up after three days, or the receiver answered that it is gone. */
    FAILED
  }

  /** Returns a new notification that is due at once. */
  public static Notification of(
      UUID id, NotificationSubject about, Kind kind, WebhookTarget target, Instant now) {
    return new Notification(
        id, about, kind, target, State.PENDING, 0, now, now, Optional.empty(), Optional.empty());
  }

  /** Returns this notification with another time of its next attempt. */
  public Notification dueAt(Instant due) {
    return new Notification(
        id, about, kind, target, state, attempts, createdAt, due, lastError, lastResponseMillis);
  }

  /** Returns this notification after a successful attempt. */
  public Notification delivered(long responseMillis) {
    return new Notification(
        id,
        about,
        kind,
        target,
        State.DELIVERED,
        attempts + 1,
        createdAt,
        dueAt,
        Optional.empty(),
        Optional.of(responseMillis));
  }

  /** Returns this notification after a failed attempt; the next one is due at {@code due}. */
  public Notification postponed(String error, Optional<Long> responseMillis, Instant due) {
    return new Notification(
        id,
        about,
        kind,
        target,
        State.PENDING,
        attempts + 1,
        createdAt,
        due,
        Optional.of(error),
        responseMillis);
  }

  /** Returns this notification after the last failed attempt. */
  public Notification givenUp(String error, Optional<Long> responseMillis) {
    return new Notification(
        id,
        about,
        kind,
        target,
        State.FAILED,
        attempts + 1,
        createdAt,
        dueAt,
        Optional.of(error),
        responseMillis);
  }
}
