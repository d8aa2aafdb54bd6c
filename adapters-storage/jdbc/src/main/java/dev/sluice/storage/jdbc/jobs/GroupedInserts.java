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
 * Writes single jobs that come at the same moment in one transaction: a commit costs as much for
 * thirty jobs as for one. Nobody waits for company: whoever comes while nothing is written writes
 * at once, and those who come meanwhile are the next group. What becomes of one job is told to its
 * own caller only. Thread-safe.
 */
final class GroupedInserts {
  /** A transaction stays short, and what is bound for it small. */
  static final int MOST_TOGETHER = 64;

  /** Writes all of the jobs, or none. */
  @FunctionalInterface
  interface Transaction {
    /**
     * @return false, and nothing is written, if an id is there already
     */
    boolean write(List<Job> jobs);
  }

  private final Transaction transaction;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Place> waiting = new ArrayDeque<>();
  private boolean writing;

  /** How it went for a group. */
  private record Outcome(boolean written, Optional<SluiceException> failure) {
    /** Nobody was written, because of one of them: by itself each finds out whether it was that. */
    static final Outcome EACH_ALONE = new Outcome(false, Optional.empty());
  }

  /** A job on its way. */
  private static final class Place {
    final Job job;
    final Condition changed;
    boolean taken;
    Optional<Outcome> outcome = Optional.empty();

    Place(Job job, Condition changed) {
      this.job = job;
      this.changed = changed;
    }
  }

  GroupedInserts(Transaction transaction) {
    this.transaction = transaction;
  }

  /**
   * Returns when the job is committed.
   *
   * @return false, and it is not written, if its id is there already
   * @throws SluiceException what the transaction throws for this job
   */
  boolean insert(Job job) {
    Place mine = new Place(job, lock.newCondition());
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
    List<Place> group = new ArrayList<>();
    while (group.size() < MOST_TOGETHER && !waiting.isEmpty()) {
      Place next = waiting.remove();
      next.taken = true;
      group.add(next);
    }
    // Outside the lock, so that the next group can gather meanwhile.
    writing = true;
    lock.unlock();
    Outcome outcome = Outcome.EACH_ALONE;
    try {
      outcome = written(group.stream().map(place -> place.job).toList());
    } finally {
      lock.lock();
      writing = false;
      for (Place place : group) {
        place.outcome = Optional.of(outcome);
        place.changed.signal();
      }
      Optional.ofNullable(waiting.peek()).ifPresent(next -> next.changed.signal());
    }
  }

  /** How many wait for the next group: for tests. */
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
      // INTERNAL is a statement that was refused, for what one of them holds. All else is the
      // database's own trouble, which is everybody's; nobody knows whether the commit took place.
      return e.code() == FailureCode.INTERNAL
          ? Outcome.EACH_ALONE
          : new Outcome(false, Optional.of(e));
    } catch (RuntimeException e) {
      return Outcome.EACH_ALONE;
    }
  }

  // One for each caller: they may add to it.
  private static SluiceException again(SluiceException failure) {
    return new SluiceException(failure.code(), failure.getMessage(), failure);
  }
}
