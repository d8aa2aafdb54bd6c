package dev.sluice.core.port.store;

import dev.sluice.core.job.NotificationSubject;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The notifications that {@link JobStore#move} wrote. Delivery is at least once: a crash between a
 * delivery and {@link #update} repeats the delivery. Thread-safe, and safe among processes.
 *
 * <p>Every method throws {@link dev.sluice.core.failure.SluiceException} STORE_UNAVAILABLE when the
 * database cannot be reached.
 */
public interface Outbox {
  /**
   * The longest time until a notification that waits is due: the longest pause that a receiver may
   * ask for.
   */
  Duration LONGEST_PAUSE = Duration.ofDays(1);

  /**
   * Returns notifications that are Pending, due and not claimed, those that have been due longest
   * first. The time that this takes depends on how many are due, not on how many wait.
   *
   * <p>Times that are too far ahead were written before the clock was set back. So a notification
   * is due, too, if it was due at its creation, which was after {@code now}, and nobody has claimed
   * or postponed it since; or if it is due, or its lease ends, more than {@link #LONGEST_PAUSE}
   * after {@code now}.
   *
   * @param max the largest number to return, 1 or more
   * @param busyReceivers receivers whose notifications are left out
   * @param busyTenants tenants whose notifications are left out
   */
  List<Due> due(int max, Instant now, Set<Receiver> busyReceivers, Set<TenantId> busyTenants);

  /**
   * Claims a notification that {@link #due} returned. No other caller gets it until the lease has
   * passed.
   *
   * @return false if another caller has claimed or updated it, or it is not due any more
   */
  boolean claim(Notification notification, Instant now, Duration lease);

  /**
   * Postpones notifications of a receiver that are due and not claimed, those that have been due
   * longest first. Their {@link Notification#dueAt} changes, their attempts do not.
   *
   * @param max the largest number to postpone, 1 or more
   * @return how many were postponed
   */
  int postpone(Receiver receiver, int max, Instant now, Instant until);

  /** Adds a notification that no move caused. When this returns, it is as durable as a move. */
  void add(Notification notification);

  /** Stores the new state of a claimed notification, and releases the claim. */
  void update(Notification notification);

  /** Returns the notifications about a job or a batch, delivered or not, oldest first. */
  List<Notification> about(NotificationSubject subject);

  /** A notification that is due, and its receiver. */
  record Due(Notification notification, Receiver receiver) {
    public Due {
      Objects.requireNonNull(notification);
      Objects.requireNonNull(receiver);
    }
  }

  /**
   * A receiver of the webhooks of one tenant. Limits apply to each receiver, so what one tenant
   * does to a host does not concern another tenant.
   *
   * @param host the host of the webhook's URL in lower case, without a port
   */
  record Receiver(TenantId tenant, String host) {
    public Receiver {
      Objects.requireNonNull(tenant);
      Objects.requireNonNull(host);
    }

    /** Returns the receiver of this tenant's webhooks to the target. */
    public static Receiver of(TenantId tenant, WebhookTarget target) {
      return new Receiver(tenant, target.url().host());
    }
  }
}
