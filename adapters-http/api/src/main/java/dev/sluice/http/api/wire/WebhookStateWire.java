package dev.sluice.http.api.wire;

import dev.sluice.core.job.Job;
import dev.sluice.core.notification.Notification;
import java.util.List;
import java.util.Optional;

/** What has become of a job's webhook, as a part of {@link JobWire}. */
record WebhookStateWire(
    String webhookStatus,
    int webhookAttempts,
    String webhookLastError,
    Long webhookResponseTimeMs) {

  /**
   * @param words oldest first; those on the way to the end do not count, but what holds one of them
   *     up holds up the end as well, and is told
   */
  static WebhookStateWire of(Job job, List<Notification> words) {
    List<Notification> told = words.stream().filter(one -> !one.kind().isProgress()).toList();
    if (job.request().webhook().isEmpty()) {
      return new WebhookStateWire("no_webhook", 0, null, null);
    }
    if (told.isEmpty()) {
      return new WebhookStateWire("pending", 0, inTheWay(words).orElse(null), null);
    }
    Notification last = told.get(told.size() - 1);
    return new WebhookStateWire(
        status(last.state()),
        last.attempts(),
        last.lastError().or(() -> inTheWay(words)).orElse(null),
        last.lastResponseMillis().orElse(null));
  }

  private static Optional<String> inTheWay(List<Notification> words) {
    return words.stream()
        .filter(one -> one.kind().isProgress() && one.state() == Notification.State.PENDING)
        .findFirst()
        .flatMap(Notification::lastError);
  }

  private static String status(Notification.State state) {
    return switch (state) {
      case PENDING -> "pending";
      case DELIVERED -> "delivered";
      case FAILED -> "failed";
    };
  }
}
