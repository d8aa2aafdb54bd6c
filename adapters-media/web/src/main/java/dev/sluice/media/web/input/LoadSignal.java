package dev.sluice.media.web.input;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.media.web.origin.FetchScope;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The lock that a reader and the loaders of its input share, and the signal that its state has
 * changed. The end of the scope is such a change.
 */
final class LoadSignal {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  LoadSignal(FetchScope scope) {
    scope.onEnd(this::send);
  }

  void lock() {
    lock.lock();
  }

  void unlock() {
    lock.unlock();
  }

  /**
   * Waits for a change; the caller holds the lock, and checks its state afterwards.
   *
   * @throws SluiceException INTERRUPTED
   */
  @SuppressWarnings("WaitNotInLoop") // the callers loop
  void await() {
    try {
      changed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SluiceException(FailureCode.INTERRUPTED, "The download was interrupted", e);
    }
  }

  /** Wakes all who wait. */
  void send() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Runs a loader; returns what it fails with, or null. Whatever that is, the reader must not wait
   * forever.
   */
  static @Nullable SluiceException problemOf(Load load) {
    try {
      load.run();
      return null;
    } catch (SluiceException e) {
      return e;
    } catch (Throwable e) {
      return new SluiceException(FailureCode.INTERNAL, "The download failed unexpectedly", e);
    }
  }

  /** Loads bytes of an input. */
  @FunctionalInterface
  interface Load {
    void run() throws Exception;
  }
}
