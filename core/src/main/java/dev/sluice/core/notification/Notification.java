package dev.sluice.core.notification;

import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.NotificationSubject;
import dev.sluice.core.request.WebhookTarget;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One thing that one receiver is to be told: an entry of the outbox, written together with the move
 * that caused it.
 *
 * @param id the same at every try, so that a receiver can tell a repetition
 * @param about a job, or for {@link Kind#BATCH_COMPLETED} a batch
 * @param attempts how often it was tried
 * @param dueAt not tried before
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
      throw new IllegalArgumentException(kind + " is not about " + about);
    }
  }

  /** What the receiver is told. */
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

    /** It tells how far a job has come, and is worth less than its end. */
    public boolean isProgress() {
      return compareTo(BATCH_COMPLETED) > 0;
    }
  }

  /** What has become of it. */
  public enum State {
    PENDING,
    DELIVERED,
    /** Given up: three days of tries, or the receiver said it is gone. */
    FAILED
  }

  public static Notification of(
      UUID id, NotificationSubject about, Kind kind, WebhookTarget target, Instant now) {
    return new Notification(
        id, about, kind, target, State.PENDING, 0, now, now, Optional.empty(), Optional.empty());
  }

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

  /** Tried in vain; to be tried again at {@code due}. */
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

  /** Tried in vain for the last time. */
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
