package dev.sluice.core.port.store;

import dev.sluice.core.job.NotificationSubject;
import dev.sluice.core.notification.Notification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The notifications that {@link JobStore#move} wrote. A crash between a delivery and {@link
 * #update} repeats the delivery: at least once. Thread-safe, and safe among processes.
 */
public interface Outbox {
  /**
   * Takes up to {@code most} notifications that are Pending and due, older ones first, of each job
   * or batch only the oldest. Until {@code lease} has passed no other caller gets them.
   */
  List<Notification> claimDue(int most, Instant now, Duration lease);

  /** Remembers one that no move caused. When this returns it survives as a move does. */
  void add(Notification notification);

  /** Remembers what has become of a claimed one, and gives it up. */
  void update(Notification notification);

  /** What was, or is to be, told about a job or a batch, oldest first. */
  List<Notification> about(NotificationSubject subject);
}
