package dev.sluice.core;

import dev.sluice.core.engine.Engine;
import dev.sluice.core.engine.EnginePorts;
import dev.sluice.core.engine.webhook.WebhookSecrets;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import java.util.List;
import java.util.Optional;

/** The webhooks of one tenant; see {@link Tenant#webhooks}. Thread-safe. */
public final class TenantWebhooks {
  private final TenantId tenant;
  private final Engine engine;
  private final EnginePorts ports;

  TenantWebhooks(TenantId tenant, Engine engine, EnginePorts ports) {
    this.tenant = tenant;
    this.engine = engine;
    this.ports = ports;
  }

  /**
   * Notifies the job's webhook again of the end of the job, whether or not it was notified before.
   *
   * @return false if the job is not over, has no webhook, or this tenant has no such job
   */
  public boolean redeliver(JobId id) {
    return found(id).map(engine::redeliver).orElse(false);
  }

  /** Returns the secret that webhooks are signed with; it is made on first use. */
  public Secret secret() {
    return ports
        .database()
        .keys()
        .webhookSecret(tenant, () -> WebhookSecrets.create(ports.random()));
  }

  /**
   * Replaces the secret. Everything sent from now on is signed with the new one, including repeated
   * deliveries.
   *
   * @return the new secret
   */
  public Secret rotateSecret() {
    Secret fresh = WebhookSecrets.create(ports.random());
    ports.database().keys().rotateWebhookSecret(tenant, fresh);
    return fresh;
  }

  /** Returns the notifications about the job, delivered or not, oldest first. */
  public List<Notification> about(JobId id) {
    return found(id).map(this::about).orElse(List.of());
  }

  /** Returns the notifications about a job that {@link Tenant#find} returned. */
  public List<Notification> about(Job job) {
    boolean hasWebhook = job.tenant().equals(tenant) && job.request().webhook().isPresent();
    return hasWebhook ? ports.database().outbox().about(job.id()) : List.of();
  }

  private Optional<Job> found(JobId id) {
    return engine.find(id).filter(job -> job.tenant().equals(tenant));
  }
}
