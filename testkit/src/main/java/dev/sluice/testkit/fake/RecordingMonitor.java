package dev.sluice.testkit.fake;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.StageMonitor;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Remembers what a stage told, and ends it on demand with CANCELLED. Stricter than the engine's: it
 * notes when progress goes back. Thread-safe.
 */
public final class RecordingMonitor implements StageMonitor {
  private final List<Runnable> finishing = new CopyOnWriteArrayList<>();
  private final List<Action> actions = new CopyOnWriteArrayList<>();
  private final AtomicInteger finished = new AtomicInteger();

  /** The same work registered twice is two actions. */
  private record Action(Object identity, Runnable work) {}

  private final List<MediaInfo> found = new CopyOnWriteArrayList<>();
  private volatile SluiceException minding;
  private long downloaded;
  private OptionalLong total = OptionalLong.empty();
  private boolean wentBack;
  private boolean cancelled;

  /** Ends the stage: every action registered runs on this thread. */
  public void cancel() {
    synchronized (this) {
      cancelled = true;
    }
    actions.forEach(action -> action.work().run());
  }

  /** From now on the stage is ended with this when it tells what the source holds. */
  public RecordingMonitor minding(SluiceException failure) {
    minding = failure;
    return this;
  }

  /** What the source was said to hold, each time. */
  public List<MediaInfo> found() {
    return List.copyOf(found);
  }

  /** The bytes told last. */
  public synchronized long downloaded() {
    return downloaded;
  }

  /** The total told last. */
  public synchronized OptionalLong total() {
    return total;
  }

  /** Whether fewer bytes were told after more. */
  public synchronized boolean wentBack() {
    return wentBack;
  }

  /** How often the end was told. */
  public int finished() {
    return finished.get();
  }

  /** How many actions are registered at this moment. */
  public int registrations() {
    return actions.size();
  }

  @Override
  public synchronized void downloaded(long bytes, OptionalLong ofTotal) {
    wentBack |= bytes < downloaded;
    downloaded = bytes;
    total = ofTotal;
  }

  @Override
  public void downloadFinished() {
    finished.incrementAndGet();
  }

  @Override
  public void found(MediaInfo facts) {
    found.add(facts);
    if (minding != null) {
      throw minding;
    }
  }

  @Override
  public void converted(Duration upTo, Duration of) {}

  @Override
  public void uploaded(long bytes) {}

  @Override
  public synchronized boolean cancelled() {
    return cancelled;
  }

  @Override
  public void check() {
    if (cancelled()) {
      throw new SluiceException(FailureCode.CANCELLED, "Cancelled by the test");
    }
  }

  /** Wishes that a source without an end comes to one. */
  public void finish() {
    finishing.forEach(Runnable::run);
  }

  @Override
  public Registration onFinish(Runnable action) {
    finishing.add(action);
    return () -> finishing.remove(action);
  }

  @Override
  public Registration onCancel(Runnable action) {
    Action entry = new Action(new Object(), action);
    actions.add(entry);
    if (cancelled()) {
      action.run();
    }
    return () -> actions.remove(entry);
  }
}
