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
import dev.sluice.core.port.store.IdSource;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.port.store.Outbox;
import dev.sluice.core.port.store.Outbox.Receiver;
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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Delivers notifications to their receivers: those of the outbox at least once, and the progress of
 * the attempts that run here as far as receivers keep up. Thread-safe.
 */
public final class NotificationDelivery implements AutoCloseable {
  private static final Logger LOG = System.getLogger(NotificationDelivery.class.getName());

  /** How many are read from the outbox at a time. */
  private static final int CANDIDATES = 64;

  /** For how many paused receivers notifications are postponed in one round. */
  private static final int POSTPONED_RECEIVERS = 5;

  /** How many notifications of a paused receiver are postponed in one round. */
  private static final int POSTPONED = 100;

  /** Longer than the notifier's limit of 30 s, so that no other process delivers meanwhile. */
  private static final Duration LEASE = Duration.ofSeconds(60);

  /** The validity of the links in webhooks. */
  public static final Duration LINK_VALIDITY = Duration.ofHours(24);

  private static final Duration POLL = Duration.ofSeconds(1);

  /** How soon to read again what could not be sent or postponed. */
  private static final Duration SHORT_POLL = Duration.ofMillis(100);

  private final Outbox outbox;
  private final JobStore jobs;
  private final BatchStore batches;
  private final StorageResolver storages;
  private final ApiKeyStore keys;
  private final Notifier notifier;
  private final InstantSource clock;
  private final RandomSource random;

  private final ProgressQueue progress;
  private final ReceiverLimits limits = new ReceiverLimits();
  private final Signal signal = new Signal();
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
      IdSource ids,
      RandomSource random) {
    this.outbox = outbox;
    this.jobs = jobs;
    this.batches = batches;
    this.storages = storages;
    this.keys = keys;
    this.notifier = notifier;
    this.clock = clock;
    this.random = random;
    this.progress = new ProgressQueue(clock, ids, Optional.of(signal::raise));
    this.senders = Executors.newCachedThreadPool(EngineThreads.named("sluice-delivery"));
    this.dispatcher = EngineThreads.named("sluice-outbox").newThread(this::dispatch);
  }

  public void start() {
    dispatcher.start();
  }

  /** Returns the progress that is sent from here. */
  public ProgressQueue progress() {
    return progress;
  }

  /** Wakes the delivery, because the outbox may have new notifications. */
  public void wake() {
    signal.raise();
  }

  private void dispatch() {
    while (!stopping) {
      long seen = signal.count();
      Duration pause = POLL;
      try {
        sendProgress();
        pause = sendDue() ? POLL : SHORT_POLL;
      } catch (RuntimeException | Error e) {
        // Also after an Error: webhooks must not stop for good because memory was short once.
        FailureLog.log(LOG, "The outbox cannot be read; trying again in a second", e);
      }
      signal.await(seen, pause);
    }
  }

  private void sendProgress() {
    Instant now = clock.instant();
    for (ProgressQueue.Next next : progress.next(now)) {
      Receiver receiver = next.receiver();
      if (limits.openUntil(receiver, true, now).isPresent()) {
        next.drop();
        continue;
      }
      Optional<ReceiverLimits.Permit> permit = limits.enter(receiver, true, now);
      if (permit.isPresent()) {
        next.begin();
        run(permit.get(), () -> deliver(next, permit.get()), () -> next.end(false));
      }
    }
  }

  /**
   * Sends what is due, as far as limits permit.
   *
   * @return false if something is left that cannot wait long
   */
  private boolean sendDue() {
    boolean nothingLeft = true;
    Paused paused = new Paused();
    int preceded = 0;
    while (!stopping && limits.hasRoom()) {
      Instant now = clock.instant();
      Set<Receiver> without = limits.busyReceivers();
      without.addAll(paused.receivers);
      // Those that wait for their progress are read again; they must not hide others.
      int most = CANDIDATES + preceded;
      List<Outbox.Due> due = outbox.due(most, now, without, limits.busyTenants());
      boolean changed = false;
      int precededNow = 0;
      for (Outbox.Due next : due) {
        if (progress.precedes(next.notification().about(), now)) {
          nothingLeft = false;
          precededNow++;
        } else {
          changed |= sentOrPaused(next, now, paused);
        }
      }
      changed |= precededNow > preceded;
      preceded = precededNow;
      if (due.size() < most || !changed) {
        break;
      }
    }
    return nothingLeft && !paused.isMoreDue;
  }

  /** Receivers with an open circuit breaker for which something is due. */
  private static final class Paused {
    final Set<Receiver> receivers = new HashSet<>();
    boolean isMoreDue;
  }

  /** Returns false if a limit forbids it now. */
  private boolean sentOrPaused(Outbox.Due due, Instant now, Paused paused) {
    Notification notification = due.notification();
    Receiver receiver = due.receiver();
    Optional<Instant> open = limits.openUntil(receiver, false, now);
    if (open.isPresent()) {
      pause(due, open.get(), now, paused);
      return true;
    }
    Optional<ReceiverLimits.Permit> permit = limits.enter(receiver, false, now);
    if (permit.isEmpty()) {
      return false;
    }
    boolean claimed = false;
    try {
      claimed = outbox.claim(notification, now, LEASE);
    } finally {
      if (!claimed) {
        permit.get().unused();
      }
    }
    if (claimed) {
      run(permit.get(), () -> deliver(notification, permit.get()), () -> {});
    }
    return true;
  }

  /**
   * Postpones what is due for a receiver with an open circuit breaker, so that it is not read again
   * and again. A few at a time, since others wait meanwhile.
   */
  private void pause(Outbox.Due due, Instant until, Instant now, Paused paused) {
    Notification notification = due.notification();
    if (DeliverySchedule.isOver(notification, now)) {
      String error =
          notification.lastError().orElse("The receiver did not take the webhooks before this one");
      outbox.update(notification.givenUp(error, notification.lastResponseMillis()));
    } else if (paused.receivers.add(due.receiver())) {
      paused.isMoreDue |=
          paused.receivers.size() > POSTPONED_RECEIVERS
              || outbox.postpone(due.receiver(), POSTPONED, now, until) == POSTPONED;
    }
  }

  /**
   * Runs a delivery in a thread of its own.
   *
   * @param notBegun what to do if there is no thread
   */
  private void run(ReceiverLimits.Permit permit, Runnable delivery, Runnable notBegun) {
    try {
      senders.execute(delivery);
    } catch (RuntimeException | Error e) {
      permit.unused();
      notBegun.run();
      // A claimed notification is delivered again after its lease.
      FailureLog.log(LOG, "A webhook cannot be sent right now", e);
    }
  }

  private void deliver(ProgressQueue.Next next, ReceiverLimits.Permit permit) {
    Notification notification = next.notification();
    boolean taken = false;
    try {
      Notifier.Outcome outcome =
          notifier.deliver(notification, next.job(), Optional.empty(), secret(next.job().tenant()));
      taken = outcome.taken();
      log(notification, outcome);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.WARNING, "A progress webhook of " + named(notification) + " failed", e);
    } finally {
      if (taken) {
        permit.succeeded();
      } else {
        permit.failed(clock.instant());
      }
      next.end(taken);
      signal.raise();
    }
  }

  private void deliver(Notification notification, ReceiverLimits.Permit permit) {
    Optional<Notifier.Outcome> outcome = Optional.empty();
    try {
      outcome =
          notification.about() instanceof BatchId batch
              ? delivered(notification, batch)
              : delivered(notification, (JobId) notification.about());
      store(notification, outcome);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.WARNING, "A webhook of " + named(notification) + " failed unexpectedly", e);
      countUnexpected(notification, outcome);
    } finally {
      if (outcome.isEmpty()) {
        permit.unused();
      } else if (isAnswered(outcome.get())) {
        permit.succeeded();
      } else {
        permit.failed(clock.instant());
      }
      signal.raise();
    }
  }

  /** Counts an attempt that failed before it had an outcome, so that it ends some day. */
  private void countUnexpected(Notification notification, Optional<Notifier.Outcome> outcome) {
    if (outcome.isPresent()) {
      // Only its result was not stored: it is delivered again after its lease.
      return;
    }
    Notifier.Outcome unsent =
        new Notifier.Outcome(
            false,
            false,
            Optional.of("The webhook could not be sent; see the log of Sluice"),
            Optional.empty(),
            Duration.ZERO);
    try {
      outbox.update(after(notification, unsent, clock.instant()));
    } catch (RuntimeException e) {
      FailureLog.log(LOG, "An attempt of " + named(notification) + " is not counted", e);
    }
  }

  /** Returns whether the receiver works, although it may not want this message. */
  private static boolean isAnswered(Notifier.Outcome outcome) {
    return outcome.taken() || outcome.gone() || outcome.refused();
  }

  private void store(Notification notification, Optional<Notifier.Outcome> outcome) {
    if (outcome.isEmpty()) {
      outbox.update(
          notification.givenUp("The " + named(notification) + " is gone", Optional.empty()));
      return;
    }
    outbox.update(after(notification, outcome.get(), clock.instant()));
    log(notification, outcome.get());
  }

  private static void log(Notification notification, Notifier.Outcome outcome) {
    LOG.log(
        Level.INFO,
        "{0} webhook {1} {2}",
        named(notification),
        notification.target(),
        outcome.taken() ? "delivered" : outcome.error().orElse("rejected"));
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
    Optional<Instant> next =
        outcome.gone()
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
