package dev.sluice.app.metrics;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.Job;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.web.Notifier;
import dev.sluice.core.tenant.Secret;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.URI;
import java.util.Optional;

/** A notifier that counts each delivery of another one. Thread-safe. */
final class MeteredNotifier implements Notifier {
  private final Notifier notifier;
  private final MeterRegistry registry;

  MeteredNotifier(Notifier notifier, MeterRegistry registry) {
    this.notifier = notifier;
    this.registry = registry;
  }

  @Override
  public Outcome deliver(Notification notification, Job job, Optional<URI> link, Secret secret) {
    return counted(notifier.deliver(notification, job, link, secret));
  }

  @Override
  public Outcome deliver(Notification notification, Batch.Summary batch, Secret secret) {
    return counted(notifier.deliver(notification, batch, secret));
  }

  private Outcome counted(Outcome outcome) {
    Timer.builder("sluice.webhook.deliveries")
        .description("Tries to deliver a webhook, and how long receivers took to answer")
        .tag("outcome", word(outcome))
        .register(registry)
        .record(outcome.responseTime());
    return outcome;
  }

  private static String word(Outcome outcome) {
    if (outcome.taken()) {
      return "taken";
    }
    return outcome.gone() ? "gone" : "rejected";
  }
}
