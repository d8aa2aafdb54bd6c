package dev.sluice.core.engine.webhook;

import dev.sluice.core.batch.BatchSummary;
import dev.sluice.core.batch.BatchTally;
import dev.sluice.core.engine.common.EngineThreads;
import dev.sluice.core.engine.common.FailureLog;
import dev.sluice.core.engine.common.Signal;
import dev.sluice.core.engine.destination.StorageResolver;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.JobId;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.port.store.BatchStore;
import dev.sluice.core.port.store.IdSource;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.port.store.Outbox;
import dev.sluice.core.port.web.Notifier;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Takes notifications from the outbox to their receivers, at least once. Thread-safe. */
public final class NotificationDelivery implements AutoCloseable {
  private static final Logger LOG = System.getLogger(NotificationDelivery.class.getName());

  /** A slow receiver holds one of these for half a minute; the others go on. */
  private static final int AT_A_TIME = 16;

  /** Longer than the notifier's own limit of 30 s, so that no other process tries meanwhile. */
  private static final Duration LEASE = Duration.ofSeconds(60);

  /** As long as the links live that webhooks carry. */
  public static final Duration LINK_VALIDITY = Duration.ofHours(24);

  /**
   * The end of a job must not wait for days behind a step that its receiver does not want. One that
   * cannot be reached would not take the end either: it gets every step, in order.
   */
  private static final int TRIES_OF_REFUSED_PROGRESS = 3;

  private static final Duration POLL = Duration.ofSeconds(1);

  private final Outbox outbox;
  private final JobStore jobs;
  private final BatchStore batches;
  private final StorageResolver storages;
  private final ApiKeyStore keys;
  private final Notifier notifier;
  private final InstantSource clock;
  private final IdSource ids;

  private final Signal signal = new Signal();
  private final Semaphore free = new Semaphore(AT_A_TIME);
  private final ExecutorService senders;
  private final Thread postman;
  private volatile boolean stopping;

  public NotificationDelivery(
      Outbox outbox,
      JobStore jobs,
      BatchStore batches,
      StorageResolver storages,
      ApiKeyStore keys,
      Notifier notifier,
      InstantSource clock,
      IdSource ids) {
    this.outbox = outbox;
    this.jobs = jobs;
    this.batches = batches;
    this.storages = storages;
    this.keys = keys;
    this.notifier = notifier;
    this.clock = clock;
    this.ids = ids;
    this.senders = Executors.newCachedThreadPool(EngineThreads.named("sluice-delivery"));
    this.postman = EngineThreads.named("sluice-outbox").newThread(this::empty);
  }

  public void start() {
    postman.start();
  }

  /** There may be something in the outbox. */
  public void wake() {
    signal.raise();
  }

  private void empty() {
    while (!stopping) {
      long seen = signal.count();
      try {
        int most = free.availablePermits();
        List<Notification> due =
            most == 0 ? List.of() : outbox.claimDue(most, clock.instant(), LEASE);
        due.forEach(this::send);
        if (due.isEmpty()) {
          signal.await(seen, POLL);
        }
      } catch (RuntimeException e) {
        FailureLog.log(LOG, "The outbox cannot be read; trying again in a second", e);
        signal.await(seen, POLL);
      }
    }
  }

  private void send(Notification notification) {
    free.acquireUninterruptibly();
    senders.execute(
        () -> {
          try {
            deliver(notification);
          } catch (RuntimeException e) {
            // Its lease runs out, and it is tried again.
            LOG.log(
                Level.WARNING, "A webhook of " + named(notification) + " met a fault of ours", e);
          } finally {
            free.release();
            signal.raise();
          }
        });
  }

  private void deliver(Notification notification) {
    Optional<Notifier.Outcome> outcome =
        notification.about() instanceof BatchId batch
            ? told(notification, batch)
            : told(notification, (JobId) notification.about());
    if (outcome.isEmpty()) {
      outbox.update(
          notification.givenUp("The " + named(notification) + " is gone", Optional.empty()));
      return;
    }
    outbox.update(after(notification, outcome.get(), clock.instant()));
    LOG.log(
        Level.INFO,
        "{0} webhook {1} {2}",
        named(notification),
        notification.target(),
        outcome.get().taken() ? "delivered" : outcome.get().error().orElse("not taken"));
  }

  private Optional<Notifier.Outcome> told(Notification notification, JobId id) {
    return jobs.find(id)
        .map(
            job -> {
              Optional<URI> link = storages.links(job, LINK_VALIDITY).stream().findFirst();
              return notifier.deliver(notification, job, link, secret(job.owner()));
            });
  }

  private Optional<Notifier.Outcome> told(Notification notification, BatchId id) {
    return batches
        .find(id)
        .map(batch -> new BatchSummary(batch, BatchTally.of(batches.places(id))))
        .map(now -> notifier.deliver(notification, now, secret(now.batch().owner())));
  }

  private Secret secret(TenantId owner) {
    return keys.webhookSecret(owner, () -> WebhookSecrets.fresh(ids));
  }

  private static String named(Notification notification) {
    return (notification.about() instanceof BatchId ? "batch " : "job ") + notification.about();
  }

  private static Notification after(
      Notification notification, Notifier.Outcome outcome, Instant now) {
    long millis = outcome.responseTime().toMillis();
    if (outcome.taken()) {
      return notification.delivered(millis);
    }
    String error = outcome.error().orElse("The receiver did not take it");
    boolean unwanted =
        notification.kind().isProgress()
            && outcome.refused()
            && notification.attempts() + 1 >= TRIES_OF_REFUSED_PROGRESS;
    Optional<Instant> next =
        outcome.gone() || unwanted
            ? Optional.empty()
            : DeliverySchedule.next(notification, now, outcome.retryAfter());
    return next.map(due -> notification.postponed(error, Optional.of(millis), due))
        .orElseGet(() -> notification.givenUp(error, Optional.of(millis)));
  }

  /** Lets what is being sent end within a few seconds; the rest waits in the outbox. */
  @Override
  public void close() {
    stopping = true;
    signal.raise();
    try {
      postman.join(1_000);
      senders.shutdown();
      if (!senders.awaitTermination(3, TimeUnit.SECONDS)) {
        LOG.log(Level.INFO, "Webhooks under way are repeated after the next start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
