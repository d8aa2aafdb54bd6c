package dev.sluice.core.engine.common;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.StageMonitor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether something that all jobs need (the database, the default storage) is unavailable. Its
 * outage is logged when it begins and when it ends, however many calls fail in between.
 * Thread-safe.
 */
public final class Outage {
  private static final Logger LOG = System.getLogger(Outage.class.getName());
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  private final String resource;
  private final LongSupplier nanoTime;
  private final Signal over = new Signal();

  private @Nullable SluiceException reason;
  private boolean hasEnded;
  private long beganAt;
  private long endedAt;

  /**
   * @param resource what may be unavailable, as the subject of a sentence
   * @param nanoTime as of {@link System#nanoTime}
   */
  public Outage(String resource, LongSupplier nanoTime) {
    this.resource = resource;
    this.nanoTime = nanoTime;
  }

  /** Returns whether this failure shows that a storage or a database is unavailable as a whole. */
  public static boolean isShownBy(SluiceException failure) {
    return switch (failure.code()) {
      case STORE_UNAVAILABLE, STORE_FULL -> true;
      default -> false;
    };
  }

  /** Begins the outage, unless it has begun. */
  public synchronized void begin(SluiceException failure) {
    if (reason != null) {
      return;
    }
    reason = failure;
    beganAt = nanoTime.getAsLong();
    LOG.log(
        Level.WARNING,
        "{0} is unavailable; no job is claimed and no attempt counts until it is back ({1}: {2})",
        resource,
        failure.code(),
        failure.getMessage());
  }

  /** Ends the outage, if there is one. */
  public void end() {
    synchronized (this) {
      if (reason == null) {
        return;
      }
      reason = null;
      hasEnded = true;
      endedAt = nanoTime.getAsLong();
      LOG.log(
          Level.INFO,
          "{0} is available again after {1} s",
          resource,
          Duration.ofNanos(endedAt - beganAt).toSeconds());
    }
    over.raise();
  }

  public synchronized boolean isOn() {
    return reason != null;
  }

  /** Returns how long the outage has lasted; empty if there is none. */
  public synchronized Optional<Duration> length() {
    return reason == null
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(nanoTime.getAsLong() - beganAt));
  }

  /** Returns whether an outage of at least this length ended less than a moment ago. */
  public synchronized boolean endedWithin(Duration moment, Duration length) {
    return hasEnded
        && reason == null
        && endedAt - beganAt >= length.toNanos()
        && nanoTime.getAsLong() - endedAt < moment.toNanos();
  }

  /**
   * Makes a call, and makes it again until it is answered. For calls that may be repeated. An
   * interrupt does not end the wait; the thread is interrupted again afterwards.
   *
   * @throws SluiceException another failure of the call, or the monitor's reason if the job must
   *     end
   */
  public <T> T waitingFor(StageMonitor monitor, Supplier<T> call) {
    boolean interrupted = false;
    try {
      while (true) {
        long seen = over.count();
        try {
          return call.get();
        } catch (SluiceException e) {
          if (!isShownBy(e)) {
            throw e;
          }
          begin(e);
        }
        // An interrupted thread would not wait, and call without a pause.
        interrupted |= Thread.interrupted();
        try (StageMonitor.Registration waking = monitor.onCancel(over::raise)) {
          monitor.check();
          over.await(seen, LONGEST_WAIT);
        }
        monitor.check();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
