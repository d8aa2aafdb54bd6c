package dev.sluice.core.memory;

import dev.sluice.core.job.NotificationSubject;
import dev.sluice.core.notification.Notification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The outbox in memory, with a queue for each job or batch. Not thread-safe; {@link InMemoryJobs}
 * holds the lock.
 */
final class NotificationQueue {
  private static final Comparator<Notification> OLDEST_FIRST =
      Comparator.comparing(Notification::createdAt);

  private final Map<NotificationSubject, List<Notification>> lines = new LinkedHashMap<>();
  // Only queues with a Pending notification, so that delivered ones do not slow a claim down.
  private final Map<NotificationSubject, List<Notification>> open = new LinkedHashMap<>();
  private final Map<UUID, Instant> leases = new HashMap<>();

  void add(Notification notification) {
    List<Notification> line =
        lines.computeIfAbsent(notification.about(), unknown -> new ArrayList<>());
    line.add(notification);
    // The sort is stable: notifications of the same time stay in the order of their insertion.
    line.sort(OLDEST_FIRST);
    if (notification.state() == Notification.State.PENDING) {
      open.put(notification.about(), line);
    }
  }

  List<Notification> claimDue(int max, Instant now, Duration lease) {
    List<Notification> claimed =
        open.values().stream()
            .flatMap(line -> head(line).stream())
            .filter(first -> !first.dueAt().isAfter(now))
            .filter(first -> !leases.getOrDefault(first.id(), now).isAfter(now))
            .sorted(OLDEST_FIRST)
            .limit(max)
            .toList();
    claimed.forEach(taken -> leases.put(taken.id(), now.plus(lease)));
    return claimed;
  }

  void update(Notification changed) {
    List<Notification> line = lines.getOrDefault(changed.about(), List.of());
    for (int i = 0; i < line.size(); i++) {
      Notification known = line.get(i);
      if (known.id().equals(changed.id()) && known.state() == Notification.State.PENDING) {
        line.set(i, changed);
        leases.remove(changed.id());
      }
    }
    if (head(line).isEmpty()) {
      open.remove(changed.about());
    }
  }

  List<Notification> about(NotificationSubject subject) {
    return List.copyOf(lines.getOrDefault(subject, List.of()));
  }

  private static Optional<Notification> head(List<Notification> line) {
    return line.stream().filter(one -> one.state() == Notification.State.PENDING).findFirst();
  }
}
