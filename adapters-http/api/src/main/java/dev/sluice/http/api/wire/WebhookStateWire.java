package dev.sluice.http.api.wire;

import dev.sluice.core.job.Job;
import dev.sluice.core.notification.Notification;
import java.util.List;
import java.util.Optional;

/** The state of a job's webhook, as a part of {@link JobWire}. */
record WebhookStateWire(
    String webhookStatus,
    int webhookAttempts,
    String webhookLastError,
    Long webhookResponseTimeMs) {

  /**
   * @param all the job's notifications, oldest first. Those about progress do not count; but an
   *     error that delays one of them delays the last one too, so it is shown
   */
  static WebhookStateWire of(Job job, List<Notification> all) {
    List<Notification> completions = all.stream().filter(one -> !one.kind().isProgress()).toList();
    if (job.request().webhook().isEmpty()) {
      return new WebhookStateWire("no_webhook", 0, null, null);
    }
    if (completions.isEmpty()) {
      return new WebhookStateWire("pending", 0, delayingError(all).orElse(null), null);
    }
    Notification last = completions.get(completions.size() - 1);
    return new WebhookStateWire(
        status(last.state()),
        last.attempts(),
        last.lastError().or(() -> delayingError(all)).orElse(null),
        last.lastResponseMillis().orElse(null));
  }

  private static Optional<String> delayingError(List<Notification> all) {
    return all.stream()
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
