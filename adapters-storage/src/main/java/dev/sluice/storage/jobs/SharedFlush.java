package dev.sluice.storage.jobs;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Has the database write down what is committed, once for all who ask at about the same time.
 * Thread-safe.
 */
final class SharedFlush {
  private final Runnable flush;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private Round next = new Round();
  private boolean flushing;

  /** Those who wait for the same flush. */
  private static final class Round {
    boolean done;
    RuntimeException failure;
  }

  /**
   * @param flush writes down what was committed before it began
   */
  SharedFlush(Runnable flush) {
    this.flush = flush;
  }

  /**
   * Returns when a flush has ended that began after this call.
   *
   * @throws RuntimeException what that flush threw, to all who waited for it
   */
  void await() {
    lock.lock();
    try {
      Round mine = next;
      while (!mine.done) {
        if (flushing) {
          ended.awaitUninterruptibly();
        } else {
          // Nobody flushes, so mine is the next round: this thread does it for all who joined.
          runNext();
        }
      }
      if (mine.failure != null) {
        throw mine.failure;
      }
    } finally {
      lock.unlock();
    }
  }

  private void runNext() {
    Round round = next;
    next = new Round();
    flushing = true;
    lock.unlock();
    try {
      flush.run();
    } catch (RuntimeException e) {
      round.failure = e;
    } finally {
      lock.lock();
      flushing = false;
      round.done = true;
      ended.signalAll();
    }
  }
}
