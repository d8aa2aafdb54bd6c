package dev.sluice.core.port.store;

import dev.sluice.core.job.NotificationSubject;
import dev.sluice.core.notification.Notification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The notifications that {@link JobStore#move} wrote. Delivery is at least once: a crash between a
 * delivery and {@link #update} repeats the delivery. Thread-safe, and safe among processes.
 */
public interface Outbox {
  /**
   * Claims up to {@code max} notifications that are Pending and due, older ones first, and of each
   * job or batch only the oldest. No other caller gets them until the lease has passed.
   */
  List<Notification> claimDue(int max, Instant now, Duration lease);

  /** Adds a notification that no move caused. When this returns, it is as durable as a move. */
  void add(Notification notification);

  /** Stores the new state of a claimed notification, and releases the claim. */
  void update(Notification notification);

  /** Returns the notifications about a job or a batch, delivered or not, oldest first. */
  List<Notification> about(NotificationSubject subject);
}
