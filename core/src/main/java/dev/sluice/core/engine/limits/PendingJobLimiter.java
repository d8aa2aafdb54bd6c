package dev.sluice.core.engine.limits;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.tenant.TenantId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets no owner have more jobs waiting than it may, whoever else of this process submits at the
 * same moment. As long as there is room for all who are under way they do not wait for each other;
 * for the last places they enter one by one. Thread-safe.
 */
public final class PendingJobLimiter {
  /** Nobody knows when a job will have run; soon enough to try again. */
  private static final Duration ROOM_EXPECTED = Duration.ofSeconds(10);

  private final int most;
  private final Map<TenantId, Door> doors = new ConcurrentHashMap<>();

  /** What there is for each owner, of whom there are as many as keys. */
  private static final class Door {
    final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    /** Jobs that somebody counts or inserts right now. */
    final AtomicLong underWay = new AtomicLong();
  }

  /** How many wait now, by what the store knows. */
  @FunctionalInterface
  public interface Count {
    long waiting();
  }

  /**
   * @param most how many jobs of one owner may wait; {@link Integer#MAX_VALUE} is no limit
   */
  public PendingJobLimiter(int most) {
    this.most = most;
  }

  /**
   * Runs the insert if there is room for what it adds.
   *
   * @param number how many waiting jobs it adds
   * @throws SluiceException QUEUE_FULL, and the insert has not run; or what the insert throws
   */
  public void enter(TenantId owner, int number, Count count, Runnable insert) {
    if (most == Integer.MAX_VALUE || number == 0) {
      insert.run();
      return;
    }
    Door door = doors.computeIfAbsent(owner, key -> new Door());
    if (!enteredBesideOthers(door, number, count, insert)) {
      enterAlone(door, number, count, insert);
    }
  }

  private boolean enteredBesideOthers(Door door, int number, Count count, Runnable insert) {
    Lock beside = door.lock.readLock();
    beside.lock();
    door.underWay.addAndGet(number);
    try {
      // In this order: who is through in between is counted twice, and not never.
      long underWay = door.underWay.get();
      long waiting = count.waiting();
      requireRoom(waiting, number);
      if (waiting + underWay > most) {
        return false;
      }
      insert.run();
      return true;
    } finally {
      door.underWay.addAndGet(-number);
      beside.unlock();
    }
  }

  private void enterAlone(Door door, int number, Count count, Runnable insert) {
    Lock alone = door.lock.writeLock();
    alone.lock();
    try {
      requireRoom(count.waiting(), number);
      insert.run();
    } finally {
      alone.unlock();
    }
  }

  private void requireRoom(long waiting, int number) {
    if (waiting + number > most) {
      throw new SluiceException(
          FailureCode.QUEUE_FULL,
          ("%d jobs are waiting already and %d more came, but at most %d may wait; "
                  + "try again when some have run")
              .formatted(waiting, number, most),
          null,
          ROOM_EXPECTED);
    }
  }
}
