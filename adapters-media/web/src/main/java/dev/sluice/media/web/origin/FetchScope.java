package dev.sluice.media.web.origin;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.HeapBudget;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.StageMonitor.Registration;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The lifetime of a download: it ends when it is closed, or when its parent ends. Code that blocks
 * registers an action here that makes it return. Thread-safe.
 */
public final class FetchScope implements AutoCloseable {
  private final Runnable reason;
  private final Set<Action> actions = ConcurrentHashMap.newKeySet();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Registration outer;
  private final HeapBudget.Reservation memory;

  /** Creates a scope that ends with the job. */
  public FetchScope(StageMonitor monitor) {
    reason = monitor::check;
    memory = monitor.memory();
    outer = monitor.onCancel(this::end);
  }

  private FetchScope(FetchScope parent) {
    reason = parent::check;
    memory = parent.memory;
    outer = parent.onEnd(this::end);
  }

  /** Returns a scope that ends with this one, and may be closed earlier. */
  public FetchScope child() {
    return new FetchScope(this);
  }

  /** Returns the memory of the job. */
  public HeapBudget.Reservation memory() {
    return memory;
  }

  /**
   * Reserves memory until this ends.
   *
   * @param what names what is allocated, for messages
   * @throws SluiceException as {@link HeapBudget.Reservation#require}
   */
  public void reserve(long bytes, String what) {
    memory.require(bytes, what);
    onEnd(() -> memory.release(bytes));
  }

  /** Runs the action when this ends, or at once if it has ended. */
  public Registration onEnd(Runnable work) {
    Action action = new Action(work);
    actions.add(action);
    if (hasEnded() && actions.remove(action)) {
      work.run();
    }
    return () -> actions.remove(action);
  }

  public boolean hasEnded() {
    return ended.getCount() == 0;
  }

  /**
   * Does nothing until this has ended.
   *
   * @throws SluiceException the monitor's failure if the job has ended, CANCELLED if this was
   *     closed
   */
  public void check() {
    reason.run();
    if (hasEnded()) {
      throw new SluiceException(
          FailureCode.CANCELLED, "The source was closed while it was being read");
    }
  }

  /** Waits for the given time; throws as {@link #check} if this ends before. */
  public void pause(Duration time) {
    try {
      if (ended.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
        check();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SluiceException(FailureCode.INTERRUPTED, "The download was interrupted", e);
    }
  }

  private void end() {
    ended.countDown();
    for (Action action : List.copyOf(actions)) {
      if (actions.remove(action)) {
        action.work().run();
      }
    }
  }

  @Override
  public void close() {
    outer.close();
    end();
  }

  /** An action, compared by identity: the same runnable may be registered twice. */
  private static final class Action {
    private final Runnable work;

    Action(Runnable work) {
      this.work = work;
    }

    Runnable work() {
      return work;
    }
  }
}
