package dev.sluice.core.engine.webhook;

import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.Outbox;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Schedules the retries of a notification: growing pauses for three days. Pure; the jitter derives
 * from the id of the notification, so that notifications that failed together are not retried
 * together.
 */
public final class DeliverySchedule {
  private static final Duration GIVE_UP_AFTER = Duration.ofDays(3);

  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10),
          Duration.ofMinutes(30),
          Duration.ofHours(1),
          Duration.ofHours(3),
          Duration.ofHours(6),
          Duration.ofHours(12));

  private DeliverySchedule() {}

  /** Returns whether it is too late for another attempt. */
  static boolean isOver(Notification notification, Instant now) {
    return now.isAfter(notification.createdAt().plus(GIVE_UP_AFTER));
  }

  /**
   * Returns when to retry.
   *
   * @param notification the notification before the attempt that just failed
   * @param asked the pause that the receiver asked for; at most a day counts
   * @return empty if three days have passed by then
   */
  public static Optional<Instant> next(
      Notification notification, Instant now, Optional<Duration> asked) {
    Duration pause = PAUSES.get(Math.min(notification.attempts(), PAUSES.size() - 1));
    // A factor of 0.8 to 1.2.
    int spread = Math.floorMod(notification.id().hashCode() + 31 * notification.attempts(), 401);
    Duration jittered = pause.multipliedBy(800L + spread).dividedBy(1_000);
    Duration wished =
        asked
            .map(wish -> wish.compareTo(Outbox.LONGEST_PAUSE) > 0 ? Outbox.LONGEST_PAUSE : wish)
            .orElse(Duration.ZERO);
    Instant next = now.plus(jittered.compareTo(wished) > 0 ? jittered : wished);
    Instant end = notification.createdAt().plus(GIVE_UP_AFTER);
    return next.isAfter(end) ? Optional.empty() : Optional.of(next);
  }
}
