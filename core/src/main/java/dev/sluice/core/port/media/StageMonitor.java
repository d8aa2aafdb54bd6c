package dev.sluice.core.port.media;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * The link between the engine and the stages of one job: stages report progress to it and learn
 * from it when to stop. Thread-safe; the progress methods are cheap and may be called for every
 * packet.
 */
public interface StageMonitor {
  /**
   * Reports how many bytes of the source have arrived so far. Bytes that are read twice count once.
   *
   * @param total the source's size in bytes, if it is known
   */
  void downloaded(long bytes, OptionalLong total);

  /**
   * Reports that the source has been read to its end, or as far as it is needed. May be called more
   * than once.
   */
  void downloadFinished();

  /**
   * Reports the contents of the source, before the first byte of the result is written. May be
   * called more than once. Does nothing by default.
   *
   * @throws dev.sluice.core.failure.SluiceException if the job must end because of these contents
   */
  default void found(MediaInfo facts) {}

  /**
   * Reports what is to become of each stream of the source, after its contents were {@link #found}
   * and before the first byte of the result is written. May be called more than once; the last call
   * counts. Does nothing by default.
   *
   * @param streams one report for each stream, in the order of the contents
   * @throws dev.sluice.core.failure.SluiceException if the job must end because of this plan
   */
  default void planned(List<StreamReport> streams) {}

  /**
   * Reports up to which moment of the media the result has been written.
   *
   * @param of the media's duration; zero if it is unknown
   */
  void converted(Duration upTo, Duration of);

  /** Reports how many bytes the storage has accepted so far. */
  void uploaded(long bytes);

  /** Returns whether the job must end. */
  boolean cancelled();

  /**
   * Returns normally if the job may continue.
   *
   * @throws dev.sluice.core.failure.SluiceException with the code of the reason, if the job must
   *     end
   */
  void check();

  /**
   * Runs the action when a live recording must stop and finish with the bytes it has so far. The
   * action runs in another thread, at once if the stop was requested before.
   *
   * @return a registration; closing it removes the action
   */
  default Registration onFinish(Runnable action) {
    return () -> {};
  }

  /**
   * Runs the action when the job must end, for code that blocks without calling {@link #check()}.
   * The action runs in another thread, at once if the job must already end. It must be short,
   * harmless after the end of the job, and must not throw.
   *
   * @return a registration; closing it removes the action
   */
  Registration onCancel(Runnable action);

  /**
   * Returns the memory of the job, in which a stage reserves what grows with the source. A stage
   * returns what it no longer needs; the rest is returned at the end of the job. By default, a
   * reservation that no other stage shares.
   */
  default HeapBudget.Reservation memory() {
    return HeapBudget.OF_PROCESS.open();
  }

  /** The registration of an action or a listener; closing it removes the action or listener. */
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /** Returns a monitor that ignores progress and never cancels. */
  static StageMonitor none() {
    return SilentMonitor.INSTANCE;
  }

  /**
   * A monitor that forwards every call to another monitor, for subclasses that change some of them.
   * Thread-safe.
   */
  public abstract static class Forwarding implements StageMonitor {
    private final StageMonitor monitor;

    protected Forwarding(StageMonitor monitor) {
      this.monitor = Objects.requireNonNull(monitor);
    }

    @Override
    public void downloaded(long bytes, OptionalLong total) {
      monitor.downloaded(bytes, total);
    }

    @Override
    public void downloadFinished() {
      monitor.downloadFinished();
    }

    @Override
    public void found(MediaInfo facts) {
      monitor.found(facts);
    }

    @Override
    public void planned(List<StreamReport> streams) {
      monitor.planned(streams);
    }

    @Override
    public void converted(Duration upTo, Duration of) {
      monitor.converted(upTo, of);
    }

    @Override
    public void uploaded(long bytes) {
      monitor.uploaded(bytes);
    }

    @Override
    public boolean cancelled() {
      return monitor.cancelled();
    }

    @Override
    public void check() {
      monitor.check();
    }

    @Override
    public HeapBudget.Reservation memory() {
      return monitor.memory();
    }

    @Override
    public Registration onFinish(Runnable action) {
      return monitor.onFinish(action);
    }

    @Override
    public Registration onCancel(Runnable action) {
      return monitor.onCancel(action);
    }
  }
}
