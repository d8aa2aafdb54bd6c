package dev.sluice.http.api.wire;

import dev.sluice.core.job.Job;
import dev.sluice.core.notification.Notification;
import java.util.List;

/** The state of a job's webhook, as a part of {@link JobWire}. */
record WebhookStateWire(
    String webhookStatus,
    int webhookAttempts,
    String webhookLastError,
    Long webhookResponseTimeMs) {

  /**
   * @param all the job's notifications, oldest first
   */
  static WebhookStateWire of(Job job, List<Notification> all) {
    if (job.request().webhook().isEmpty()) {
      return new WebhookStateWire("no_webhook", 0, null, null);
    }
    if (all.isEmpty()) {
      // The end of a job is stored together with its notification, which may have been deleted.
      String status = job.status().isFinal() ? "expired" : "pending";
      return new WebhookStateWire(status, 0, null, null);
    }
    Notification last = all.get(all.size() - 1);
    return new WebhookStateWire(
        status(last.state()),
        last.attempts(),
        last.lastError().orElse(null),
        last.lastResponseMillis().orElse(null));
  }

  private static String status(Notification.State state) {
    return switch (state) {
      case PENDING -> "pending";
      case DELIVERED -> "delivered";
      case FAILED -> "failed";
    };
  }
}
