package dev.sluice.core.memory;

import dev.sluice.core.job.NotificationSubject;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.Outbox;
import dev.sluice.core.port.store.Outbox.Due;
import dev.sluice.core.port.store.Outbox.Receiver;
import dev.sluice.core.port.store.RetentionStore.Position;
import dev.sluice.core.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** The outbox in memory. Not thread-safe; {@link InMemoryJobs} holds the lock. */
final class NotificationQueue {
  private static final Comparator<Notification> OLDEST_FIRST =
      Comparator.comparing(Notification::createdAt);

  /**
   * A notification that is Pending.
   *
   * @param claimableAt when it is due, or when its lease ends
   */
  private record Waiting(
      Notification notification, Receiver receiver, Instant claimableAt, long sequence) {
    Waiting leasedUntil(Instant end) {
      return new Waiting(notification, receiver, end, sequence);
    }

    /** Returns whether it is due since its creation, and nobody has claimed or postponed it. */
    boolean isUntouched() {
      return claimableAt.equals(notification.createdAt());
    }

    boolean isDue(Instant now) {
      return !claimableAt.isAfter(now)
          || claimableAt.isAfter(now.plus(Outbox.LONGEST_PAUSE))
          || isUntouched();
    }
  }

  private static final Comparator<Waiting> IN_TURN =
      Comparator.comparing(Waiting::claimableAt).thenComparingLong(Waiting::sequence);

  private final Map<NotificationSubject, List<Notification>> bySubject = new LinkedHashMap<>();
  private final Map<UUID, Waiting> waiting = new HashMap<>();
  private final NavigableSet<Waiting> inTurn = new TreeSet<>(IN_TURN);

  /** Those in {@link #inTurn} that are untouched. */
  private final NavigableSet<Waiting> untouched = new TreeSet<>(IN_TURN);

  private final NavigableMap<Position, NotificationSubject> byCreation =
      new TreeMap<>(JobsByTime.IN_ORDER);
  private long sequence;

  void add(Notification notification, TenantId tenant) {
    List<Notification> known =
        bySubject.computeIfAbsent(notification.about(), unknown -> new ArrayList<>());
    known.add(notification);
    // The sort is stable: notifications of the same time stay in the order of their insertion.
    known.sort(OLDEST_FIRST);
    byCreation.put(position(notification), notification.about());
    if (notification.state() == Notification.State.PENDING) {
      Receiver receiver = Receiver.of(tenant, notification.target());
      put(new Waiting(notification, receiver, notification.dueAt(), sequence++));
    }
  }

  List<Due> due(int max, Instant now, Set<Receiver> busyReceivers, Set<TenantId> busyTenants) {
    return due(now)
        .filter(next -> !busyReceivers.contains(next.receiver()))
        .filter(next -> !busyTenants.contains(next.receiver().tenant()))
        .limit(max)
        .map(next -> new Due(next.notification(), next.receiver()))
        .toList();
  }

  /** Returns what is due, and then what was stored before the clock was set back. */
  private Stream<Waiting> due(Instant now) {
    Instant furthest = now.plus(Outbox.LONGEST_PAUSE);
    return Stream.of(
            inTurn.stream().takeWhile(next -> !next.claimableAt().isAfter(now)),
            untouched.descendingSet().stream().takeWhile(next -> next.claimableAt().isAfter(now)),
            inTurn.descendingSet().stream()
                .takeWhile(next -> next.claimableAt().isAfter(furthest))
                .filter(next -> !next.isUntouched()))
        .flatMap(Function.identity());
  }

  boolean claim(Notification notification, Instant now, Duration lease) {
    Waiting known = waiting.get(notification.id());
    if (known == null
        || !known.isDue(now)
        || known.notification().attempts() != notification.attempts()) {
      return false;
    }
    put(known.leasedUntil(now.plus(lease)));
    return true;
  }

  int postpone(Receiver receiver, int max, Instant now, Instant until) {
    List<Waiting> due =
        due(now).filter(next -> next.receiver().equals(receiver)).limit(max).toList();
    for (Waiting next : due) {
      Notification later = next.notification().dueAt(until);
      replace(later);
      put(new Waiting(later, receiver, until, next.sequence()));
    }
    return due.size();
  }

  void update(Notification changed) {
    Waiting known = waiting.get(changed.id());
    if (known == null) {
      return;
    }
    replace(changed);
    if (changed.state() == Notification.State.PENDING) {
      put(new Waiting(changed, known.receiver(), changed.dueAt(), known.sequence()));
    } else {
      waiting.remove(changed.id());
      remove(known);
    }
  }

  List<Notification> about(NotificationSubject subject) {
    return List.copyOf(bySubject.getOrDefault(subject, List.of()));
  }

  /** Returns whether one of the notifications about the subject is Pending. */
  boolean isAnyPending(NotificationSubject subject) {
    return about(subject).stream().anyMatch(one -> one.state() == Notification.State.PENDING);
  }

  /**
   * Returns at most {@code max} positions of notifications behind this one, those of {@code until}
   * and before.
   */
  List<Position> positions(Position after, Instant until, int max) {
    return byCreation.tailMap(after, false).keySet().stream()
        .takeWhile(position -> !position.time().isAfter(until))
        .limit(max)
        .toList();
  }

  /** Deletes the notification at the position unless it is Pending. */
  boolean delete(Position position) {
    NotificationSubject subject = byCreation.get(position);
    if (subject == null || waiting.containsKey(position.id())) {
      return false;
    }
    byCreation.remove(position);
    List<Notification> known = bySubject.getOrDefault(subject, new ArrayList<>());
    known.removeIf(one -> one.id().equals(position.id()));
    if (known.isEmpty()) {
      bySubject.remove(subject);
    }
    return true;
  }

  /** Deletes the notifications about the subject, and returns how many there were. */
  int deleteAbout(NotificationSubject subject) {
    List<Notification> gone = bySubject.remove(subject);
    if (gone == null) {
      return 0;
    }
    for (Notification one : gone) {
      byCreation.remove(position(one));
      Waiting next = waiting.remove(one.id());
      if (next != null) {
        remove(next);
      }
    }
    return gone.size();
  }

  private static Position position(Notification notification) {
    return new Position(notification.createdAt(), notification.id());
  }

  private void put(Waiting next) {
    Waiting before = waiting.put(next.notification().id(), next);
    if (before != null) {
      remove(before);
    }
    inTurn.add(next);
    if (next.isUntouched()) {
      untouched.add(next);
    }
  }

  private void remove(Waiting gone) {
    inTurn.remove(gone);
    untouched.remove(gone);
  }

  private void replace(Notification changed) {
    bySubject
        .getOrDefault(changed.about(), List.of())
        .replaceAll(known -> known.id().equals(changed.id()) ? changed : known);
  }
}
