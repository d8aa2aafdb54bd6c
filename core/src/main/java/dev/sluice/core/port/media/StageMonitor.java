package dev.sluice.core.port.media;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Progress out, cancellation in: what the engine hands to every stage of one job. Thread-safe; the
 * progress methods are cheap and may be called for every packet.
 */
public interface StageMonitor {
  /**
   * Bytes of the source that have arrived so far, those read twice counted once.
   *
   * @param total the source's size, where it is known
   */
  void downloaded(long bytes, OptionalLong total);

  /** The source has been read to its end, or as far as it is needed; may be told twice. */
  void downloadFinished();

  /**
   * What the source holds, told before the first byte of the result is written; perhaps more than
   * once. Most do not care.
   *
   * @throws dev.sluice.core.failure.SluiceException if the job is to end because of it
   */
  default void found(MediaInfo facts) {}

  /**
   * How far into the media the result has been written.
   *
   * @param of the media's duration, zero where it is unknown
   */
  void converted(Duration upTo, Duration of);

  /** Bytes that the storage has taken so far. */
  void uploaded(long bytes);

  /** Whether the job is to end. */
  boolean cancelled();

  /**
   * Returns if the job is to go on.
   *
   * @throws dev.sluice.core.failure.SluiceException with the reason's code, if it is to end
   */
  void check();

  /**
   * Runs the action when a source without an end is to come to one, with what it has brought so
   * far; from another thread, at once if that was wished already.
   *
   * @return closing it forgets the action
   */
  default Registration onFinish(Runnable action) {
    return () -> {};
  }

  /**
   * Runs the action when the job is to end, from another thread, at once if it already is: for
   * whatever blocks where {@link #check()} is not asked. The action must be short, harmless when
   * everything is over, and throw nothing.
   *
   * @return closing it forgets the action
   */
  Registration onCancel(Runnable action);

  /** Forgets an action. */
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /** Hears nothing and never cancels. */
  static StageMonitor none() {
    return SilentMonitor.INSTANCE;
  }

  /** Hands everything on to another monitor, for those that change some of it. Thread-safe. */
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
    public Registration onFinish(Runnable action) {
      return monitor.onFinish(action);
    }

    @Override
    public Registration onCancel(Runnable action) {
      return monitor.onCancel(action);
    }
  }
}
