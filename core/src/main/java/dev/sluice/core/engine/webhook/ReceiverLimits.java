package dev.sluice.core.engine.webhook;

import dev.sluice.core.port.store.Outbox.Receiver;
import dev.sluice.core.tenant.TenantId;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Limits how many webhooks are sent at a time, so that receivers that do not answer hold up nobody
 * else: two to a receiver, and to those of one tenant never more than are left for the others. A
 * {@link CircuitBreaker} for each receiver pauses those that fail. Progress has limits and circuit
 * breakers of its own. Thread-safe.
 */
final class ReceiverLimits {
  private static final int MAX_PER_RECEIVER = 2;
  private static final int MAX_PROGRESS_PER_RECEIVER = 1;

  /** Above this number of receivers, those that are not in use are forgotten. */
  private static final int MANY_RECEIVERS = 4_096;

  private final Lane completions = new Lane(48);
  private final Lane progress = new Lane(16);
  private final Map<Receiver, Usage> receivers = new HashMap<>();

  /** The calls of one kind that are under way. */
  private static final class Lane {
    final int max;
    final Map<TenantId, Integer> ofTenants = new HashMap<>();
    int total;

    Lane(int max) {
      this.max = max;
    }

    boolean hasRoomFor(TenantId tenant) {
      return ofTenants.getOrDefault(tenant, 0) < max - total;
    }

    void add(TenantId tenant, int more) {
      total += more;
      if (ofTenants.merge(tenant, more, Integer::sum) == 0) {
        ofTenants.remove(tenant);
      }
    }
  }

  /** The calls to one receiver that are under way, and what came of the last ones. */
  private static final class Usage {
    final CircuitBreaker forCompletions = new CircuitBreaker(5);
    final CircuitBreaker forProgress = new CircuitBreaker(3);
    int completions;
    int progress;

    CircuitBreaker breaker(boolean ofProgress) {
      return ofProgress ? forProgress : forCompletions;
    }

    boolean hasRoom(boolean ofProgress) {
      if (ofProgress) {
        return progress < MAX_PROGRESS_PER_RECEIVER && completions + progress < MAX_PER_RECEIVER;
      }
      int max = forCompletions.isClosed() ? MAX_PER_RECEIVER - progress : 1;
      return completions < max;
    }

    boolean isIdle() {
      return completions == 0 && progress == 0;
    }

    boolean isUntouched() {
      return isIdle() && forCompletions.isUntouched() && forProgress.isUntouched();
    }
  }

  /** The right to make one call. Exactly one of its methods must be called. */
  final class Permit {
    private final Receiver receiver;
    private final boolean ofProgress;

    private Permit(Receiver receiver, boolean ofProgress) {
      this.receiver = receiver;
      this.ofProgress = ofProgress;
    }

    void succeeded() {
      synchronized (ReceiverLimits.this) {
        usage(receiver).breaker(ofProgress).succeeded();
        leave(this);
      }
    }

    void failed(Instant now) {
      synchronized (ReceiverLimits.this) {
        usage(receiver).breaker(ofProgress).failed(now);
        leave(this);
      }
    }

    /** Ends a call that says nothing about the receiver. */
    void unused() {
      synchronized (ReceiverLimits.this) {
        leave(this);
      }
    }
  }

  /** Returns a permit to call the receiver; empty if a limit or its circuit breaker forbids it. */
  synchronized Optional<Permit> enter(Receiver receiver, boolean ofProgress, Instant now) {
    Usage usage = receivers.getOrDefault(receiver, new Usage());
    if (!lane(ofProgress).hasRoomFor(receiver.tenant())
        || !usage.hasRoom(ofProgress)
        || usage.breaker(ofProgress).openUntil(now).isPresent()) {
      return Optional.empty();
    }
    forgetIdle(now);
    receivers.put(receiver, usage);
    count(usage, receiver, ofProgress, 1);
    return Optional.of(new Permit(receiver, ofProgress));
  }

  private void leave(Permit permit) {
    Usage usage = usage(permit.receiver);
    count(usage, permit.receiver, permit.ofProgress, -1);
    if (usage.isUntouched()) {
      receivers.remove(permit.receiver);
    }
  }

  private void count(Usage usage, Receiver receiver, boolean ofProgress, int more) {
    if (ofProgress) {
      usage.progress += more;
    } else {
      usage.completions += more;
    }
    lane(ofProgress).add(receiver.tenant(), more);
  }

  private void forgetIdle(Instant now) {
    if (receivers.size() >= MANY_RECEIVERS) {
      receivers
          .values()
          .removeIf(usage -> usage.isIdle() && usage.forCompletions.openUntil(now).isEmpty());
    }
  }

  // A receiver with a call under way is never forgotten.
  private Usage usage(Receiver receiver) {
    return receivers.computeIfAbsent(receiver, unknown -> new Usage());
  }

  private Lane lane(boolean ofProgress) {
    return ofProgress ? progress : completions;
  }

  /** Returns until when the receiver's circuit breaker is open; empty if it is not. */
  synchronized Optional<Instant> openUntil(Receiver receiver, boolean ofProgress, Instant now) {
    return Optional.ofNullable(receivers.get(receiver))
        .flatMap(usage -> usage.breaker(ofProgress).openUntil(now));
  }

  /** Returns whether another completion may be sent, to some receiver. */
  synchronized boolean hasRoom() {
    return completions.total < completions.max;
  }

  /** Returns the receivers to which no further completion may be sent now. */
  synchronized Set<Receiver> busyReceivers() {
    Set<Receiver> busy = new HashSet<>();
    receivers.forEach(
        (receiver, usage) -> {
          if (!usage.isIdle() && !usage.hasRoom(false)) {
            busy.add(receiver);
          }
        });
    return busy;
  }

  /** Returns the tenants to whose receivers no further completion may be sent now. */
  synchronized Set<TenantId> busyTenants() {
    Set<TenantId> busy = new HashSet<>(completions.ofTenants.keySet());
    busy.removeIf(completions::hasRoomFor);
    return busy;
  }
}
