package dev.sluice.core.engine.limits;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.tenant.TenantId;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Limits how many jobs of a tenant wait, also when several threads of this process submit at the
 * same moment. Submits run concurrently while there is room for all of them, and one by one near
 * the limit. Thread-safe.
 */
public final class PendingJobLimiter {
  /** When to retry: nobody knows when a job will have run. */
  private static final Duration ROOM_EXPECTED = Duration.ofSeconds(10);

  private final int most;
  private final Map<TenantId, TenantGate> gates = new ConcurrentHashMap<>();

  /** The state of one tenant. */
  private static final class TenantGate {
    final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    /** Jobs that are counted or inserted at this moment. */
    final AtomicLong inFlight = new AtomicLong();
  }

  /** Counts the waiting jobs of the tenant in the store. */
  @FunctionalInterface
  public interface Count {
    long waiting();
  }

  /**
   * @param most how many jobs of one tenant may wait; {@link Integer#MAX_VALUE} means no limit
   */
  public PendingJobLimiter(int most) {
    this.most = most;
  }

  /**
   * Runs the insert if there is room for the jobs that it adds.
   *
   * @param number how many waiting jobs it adds
   * @throws SluiceException QUEUE_FULL, and the insert has not run; or what the insert throws
   */
  public void enter(TenantId tenant, int number, Count count, Runnable insert) {
    if (most == Integer.MAX_VALUE || number == 0) {
      insert.run();
      return;
    }
    TenantGate gate = gates.computeIfAbsent(tenant, key -> new TenantGate());
    if (!insertedConcurrently(gate, number, count, insert)) {
      insertExclusively(gate, number, count, insert);
    }
  }

  private boolean insertedConcurrently(TenantGate gate, int number, Count count, Runnable insert) {
    Lock shared = gate.lock.readLock();
    shared.lock();
    gate.inFlight.addAndGet(number);
    try {
      // Read in this order, so that a concurrent insert is counted twice rather than missed.
      long inFlight = gate.inFlight.get();
      long waiting = count.waiting();
      requireRoom(waiting, number);
      if (waiting + inFlight > most) {
        return false;
      }
      insert.run();
      return true;
    } finally {
      gate.inFlight.addAndGet(-number);
      shared.unlock();
    }
  }

  private void insertExclusively(TenantGate gate, int number, Count count, Runnable insert) {
    Lock exclusive = gate.lock.writeLock();
    exclusive.lock();
    try {
      requireRoom(count.waiting(), number);
      insert.run();
    } finally {
      exclusive.unlock();
    }
  }

  private void requireRoom(long waiting, int number) {
    if (waiting + number > most) {
      throw new SluiceException(
          FailureCode.QUEUE_FULL,
          String.format(
              Locale.ROOT,
              "%d jobs are waiting already and %d more came, but at most %d may wait; "
                  + "try again when some have run",
              waiting,
              number,
              most),
          null,
          ROOM_EXPECTED);
    }
  }
}
