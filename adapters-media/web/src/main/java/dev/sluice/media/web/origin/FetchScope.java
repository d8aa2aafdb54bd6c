package dev.sluice.media.web.origin;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.StageMonitor.Registration;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How long something may go on: until it is closed, or what it belongs to ends. Everything that
 * blocks says here how to be thrown out. Thread-safe.
 */
public final class FetchScope implements AutoCloseable {
  private final Runnable reason;
  private final Set<Action> actions = ConcurrentHashMap.newKeySet();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Registration outer;

  /** Ends with the job. */
  public FetchScope(StageMonitor monitor) {
    reason = monitor::check;
    outer = monitor.onCancel(this::end);
  }

  private FetchScope(FetchScope parent) {
    reason = parent::check;
    outer = parent.onEnd(this::end);
  }

  /** A part that may end earlier. */
  public FetchScope part() {
    return new FetchScope(this);
  }

  /** Runs the action at the end, at once if that has come. */
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
   * Throws the reason, once this has ended.
   *
   * @throws SluiceException CANCELLED if it was closed, else what the monitor throws
   */
  public void check() {
    reason.run();
    if (hasEnded()) {
      throw new SluiceException(
          FailureCode.CANCELLED, "The source was closed while it was being read");
    }
  }

  /** Waits, or throws the reason if the end comes first. */
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

  /** Two of the same are two: no equality but identity. */
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
