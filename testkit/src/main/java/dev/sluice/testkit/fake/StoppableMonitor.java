package dev.sluice.testkit.fake;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.StageMonitor;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A monitor whose job a test stops; it records how many bytes were uploaded. Thread-safe. */
public final class StoppableMonitor implements StageMonitor {
  private final Set<Action> actions = ConcurrentHashMap.newKeySet();
  private final AtomicLong uploaded = new AtomicLong();
  private volatile boolean stopped;

  private record Action(Object identity, Runnable runnable) {}

  /** Ends the job as a cancel does. */
  public void stop() {
    stopped = true;
    actions.forEach(action -> action.runnable().run());
  }

  /** Returns the largest number of uploaded bytes that was reported. */
  public long uploadedBytes() {
    return uploaded.get();
  }

  /** Returns how many actions wait for a cancel; none once a stage has ended. */
  public int waitingActions() {
    return actions.size();
  }

  @Override
  public void downloaded(long bytes, OptionalLong total) {}

  @Override
  public void downloadFinished() {}

  @Override
  public void converted(Duration upTo, Duration of) {}

  @Override
  public void uploaded(long bytes) {
    uploaded.accumulateAndGet(bytes, Math::max);
  }

  @Override
  public boolean cancelled() {
    return stopped;
  }

  @Override
  public void check() {
    if (stopped) {
      throw new SluiceException(FailureCode.CANCELLED, "The job was cancelled.");
    }
  }

  @Override
  public Registration onCancel(Runnable action) {
    Action registered = new Action(new Object(), action);
    actions.add(registered);
    if (stopped) {
      action.run();
    }
    return () -> actions.remove(registered);
  }
}
