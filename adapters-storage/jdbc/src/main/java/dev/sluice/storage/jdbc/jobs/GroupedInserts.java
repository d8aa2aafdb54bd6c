package dev.sluice.storage.jdbc.jobs;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Inserts single jobs that arrive at the same time in one transaction: a commit costs as much for
 * thirty jobs as for one. A job that arrives while nothing is being written is written at once,
 * alone; those that arrive meanwhile are the next group. Each caller learns the outcome of its own
 * job only. Thread-safe.
 */
final class GroupedInserts {
  /**
   * The largest group, which bounds the length of a transaction and the memory of its statements.
   */
  static final int MOST_TOGETHER = 64;

  /** Inserts jobs in one transaction, all or none. */
  @FunctionalInterface
  interface Transaction {
    /**
     * Inserts the jobs.
     *
     * @return false, and nothing is written, if an id exists already
     */
    boolean write(List<Job> jobs);
  }

  private final Transaction transaction;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<PendingInsert> waiting = new ArrayDeque<>();
  private boolean writing;

  /** The outcome of a group. */
  private record Outcome(boolean written, Optional<SluiceException> failure) {
    /** Returns whether nothing was written because of one of the jobs. Then each is tried alone. */
    static final Outcome EACH_ALONE = new Outcome(false, Optional.empty());
  }

  /** A job that waits to be written. */
  private static final class PendingInsert {
    final Job job;
    final Condition changed;
    boolean taken;
    Optional<Outcome> outcome = Optional.empty();

    PendingInsert(Job job, Condition changed) {
      this.job = job;
      this.changed = changed;
    }
  }

  GroupedInserts(Transaction transaction) {
    this.transaction = transaction;
  }

  /**
   * Inserts the job, and returns when it is committed.
   *
   * @return false, and nothing is written, if its id exists already
   * @throws SluiceException if the transaction fails for this job
   */
  boolean insert(Job job) {
    PendingInsert mine = new PendingInsert(job, lock.newCondition());
    lock.lock();
    try {
      waiting.add(mine);
      while (mine.outcome.isEmpty()) {
        if (mine.taken || writing) {
          mine.changed.awaitUninterruptibly();
        } else {
          writeNext();
        }
      }
    } finally {
      lock.unlock();
    }
    Outcome outcome = mine.outcome.get();
    if (outcome.failure().isPresent()) {
      throw again(outcome.failure().get());
    }
    return outcome.written() || transaction.write(List.of(job));
  }

  private void writeNext() {
    List<PendingInsert> group = new ArrayList<>();
    while (group.size() < MOST_TOGETHER && !waiting.isEmpty()) {
      PendingInsert next = waiting.remove();
      next.taken = true;
      group.add(next);
    }
    // Without the lock, so that the next group can form meanwhile.
    writing = true;
    lock.unlock();
    Outcome outcome = Outcome.EACH_ALONE;
    try {
      outcome = written(group.stream().map(insert -> insert.job).toList());
    } finally {
      lock.lock();
      writing = false;
      for (PendingInsert insert : group) {
        insert.outcome = Optional.of(outcome);
        insert.changed.signal();
      }
      Optional.ofNullable(waiting.peek()).ifPresent(next -> next.changed.signal());
    }
  }

  /** Returns how many jobs wait for the next group. For tests. */
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  private Outcome written(List<Job> jobs) {
    try {
      return new Outcome(transaction.write(jobs), Optional.empty());
    } catch (SluiceException e) {
      // INTERNAL means that a statement was rejected because of one of the jobs. All other failures
      // are the database's, and affect the whole group; whether the commit took place is unknown.
      return e.code() == FailureCode.INTERNAL
          ? Outcome.EACH_ALONE
          : new Outcome(false, Optional.of(e));
    } catch (RuntimeException e) {
      return Outcome.EACH_ALONE;
    }
  }

  // One exception for each caller, since callers may add to it.
  private static SluiceException again(SluiceException failure) {
    return new SluiceException(failure.code(), failure.getMessage(), failure);
  }
}
