package dev.sluice.testkit.fake;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.StreamReport;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Records what a stage reports, and ends the stage on demand with CANCELLED. Stricter than the
 * engine's monitor: it notices when progress goes back. Thread-safe.
 */
public final class RecordingMonitor implements StageMonitor {
  private final List<Runnable> finishing = new CopyOnWriteArrayList<>();
  private final List<Action> actions = new CopyOnWriteArrayList<>();
  private final AtomicInteger finished = new AtomicInteger();

  /** An action; work that is registered twice makes two actions. */
  private record Action(Object identity, Runnable work) {}

  private final List<MediaInfo> found = new CopyOnWriteArrayList<>();
  private volatile List<StreamReport> planned = List.of();
  private volatile @Nullable SluiceException rejecting;
  private long downloaded;
  private OptionalLong total = OptionalLong.empty();
  private boolean wentBack;
  private boolean cancelled;

  /** Ends the stage: runs every registered action on this thread. */
  public void cancel() {
    synchronized (this) {
      cancelled = true;
    }
    actions.forEach(action -> action.work().run());
  }

  /** Ends the stage with this failure when it reports the media information of its source. */
  public RecordingMonitor rejecting(SluiceException failure) {
    rejecting = failure;
    return this;
  }

  /** Returns the media information of each report. */
  public List<MediaInfo> found() {
    return List.copyOf(found);
  }

  /** Returns what is to become of the source's streams, as it was last reported. */
  public List<StreamReport> planned() {
    return planned;
  }

  @Override
  public void planned(List<StreamReport> streams) {
    planned = List.copyOf(streams);
  }

  /** Returns the downloaded bytes of the last report. */
  public synchronized long downloaded() {
    return downloaded;
  }

  /** Returns the total of the last report. */
  public synchronized OptionalLong total() {
    return total;
  }

  /** Whether a report named fewer bytes than the one before. */
  public synchronized boolean wentBack() {
    return wentBack;
  }

  /** Returns how often the end of the download was reported. */
  public int finished() {
    return finished.get();
  }

  /** Returns how many actions are registered. */
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
    SluiceException set = rejecting;
    if (set != null) {
      throw set;
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

  /** Requests that a source without an end stops. */
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
