package dev.sluice.core.engine.webhook;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.engine.common.EngineThreads;
import dev.sluice.core.engine.common.FailureLog;
import dev.sluice.core.engine.common.Signal;
import dev.sluice.core.engine.destination.StorageResolver;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.JobId;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.port.store.BatchStore;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.port.store.Outbox;
import dev.sluice.core.port.store.RandomSource;
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

/** Delivers notifications from the outbox to their receivers, at least once. Thread-safe. */
public final class NotificationDelivery implements AutoCloseable {
  private static final Logger LOG = System.getLogger(NotificationDelivery.class.getName());

  /** How many are delivered at a time; a slow receiver occupies one for half a minute. */
  private static final int AT_A_TIME = 16;

  /** Longer than the notifier's limit of 30 s, so that no other process delivers meanwhile. */
  private static final Duration LEASE = Duration.ofSeconds(60);

  /** The validity of the links in webhooks. */
  public static final Duration LINK_VALIDITY = Duration.ofHours(24);

  /**
   * How often a rejected progress notification is delivered. The end of a job must not wait for
   * days behind a step that its receiver rejects. A receiver that cannot be reached would not take
   * the end either, so it gets every step in order.
   */
  private static final int MAX_REJECTED_PROGRESS = 3;

  private static final Duration POLL = Duration.ofSeconds(1);

  private final Outbox outbox;
  private final JobStore jobs;
  private final BatchStore batches;
  private final StorageResolver storages;
  private final ApiKeyStore keys;
  private final Notifier notifier;
  private final InstantSource clock;
  private final RandomSource random;

  private final Signal signal = new Signal();
  private final Semaphore free = new Semaphore(AT_A_TIME);
  private final ExecutorService senders;
  private final Thread dispatcher;
  private volatile boolean stopping;

  public NotificationDelivery(
      Outbox outbox,
      JobStore jobs,
      BatchStore batches,
      StorageResolver storages,
      ApiKeyStore keys,
      Notifier notifier,
      InstantSource clock,
      RandomSource random) {
    this.outbox = outbox;
    this.jobs = jobs;
    this.batches = batches;
    this.storages = storages;
    this.keys = keys;
    this.notifier = notifier;
    this.clock = clock;
    this.random = random;
    this.senders = Executors.newCachedThreadPool(EngineThreads.named("sluice-delivery"));
    this.dispatcher = EngineThreads.named("sluice-outbox").newThread(this::dispatch);
  }

  public void start() {
    dispatcher.start();
  }

  /** Wakes the delivery, because the outbox may have new notifications. */
  public void wake() {
    signal.raise();
  }

  private void dispatch() {
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
            // It is delivered again after its lease.
            LOG.log(
                Level.WARNING, "A webhook of " + named(notification) + " failed unexpectedly", e);
          } finally {
            free.release();
            signal.raise();
          }
        });
  }

  private void deliver(Notification notification) {
    Optional<Notifier.Outcome> outcome =
        notification.about() instanceof BatchId batch
            ? delivered(notification, batch)
            : delivered(notification, (JobId) notification.about());
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
        outcome.get().taken() ? "delivered" : outcome.get().error().orElse("rejected"));
  }

  private Optional<Notifier.Outcome> delivered(Notification notification, JobId id) {
    return jobs.find(id)
        .map(
            job -> {
              Optional<URI> link = storages.links(job, LINK_VALIDITY).stream().findFirst();
              return notifier.deliver(notification, job, link, secret(job.tenant()));
            });
  }

  private Optional<Notifier.Outcome> delivered(Notification notification, BatchId id) {
    return batches
        .find(id)
        .map(batch -> new Batch.Summary(batch, Batch.Tally.of(batches.slots(id))))
        .map(summary -> notifier.deliver(notification, summary, secret(summary.batch().tenant())));
  }

  private Secret secret(TenantId tenant) {
    return keys.webhookSecret(tenant, () -> WebhookSecrets.create(random));
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
    String error = outcome.error().orElse("The receiver did not accept it");
    boolean unwanted =
        notification.kind().isProgress()
            && outcome.refused()
            && notification.attempts() + 1 >= MAX_REJECTED_PROGRESS;
    Optional<Instant> next =
        outcome.gone() || unwanted
            ? Optional.empty()
            : DeliverySchedule.next(notification, now, outcome.retryAfter());
    return next.map(due -> notification.postponed(error, Optional.of(millis), due))
        .orElseGet(() -> notification.givenUp(error, Optional.of(millis)));
  }

  /** Waits a few seconds for running deliveries; the rest stays in the outbox. */
  @Override
  public void close() {
    stopping = true;
    signal.raise();
    boolean interrupted = Thread.interrupted();
    try {
      dispatcher.join(1_000);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    // Also for an interrupted caller: a delivery that ends unrecorded is repeated.
    senders.shutdown();
    try {
      if (!senders.awaitTermination(3, TimeUnit.SECONDS)) {
        LOG.log(Level.INFO, "Webhooks under way are repeated after the next start");
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
