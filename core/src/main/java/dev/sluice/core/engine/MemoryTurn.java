package dev.sluice.core.engine;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Job;
import dev.sluice.core.port.media.HeapBudget;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The turn of a job that found no memory several times, because other jobs took what became free:
 * it waits here, claimed, until it has the other half of the budget, which no other job takes
 * before it. One job waits at a time. Thread-safe.
 */
final class MemoryTurn {
  /** After so many attempts without memory a job gets its turn. */
  private static final int SHORTAGES = 3;

  /** How long a job waits here before other processes get the chance to run it. */
  static final Duration LONGEST = Duration.ofMinutes(2);

  /** A job that waits, since when, and what it waits for. */
  record Waiting(Job job, long sinceNanos, HeapBudget.Reservation memory) {}

  private final HeapBudget budget;
  private @Nullable Waiting waiting;

  MemoryTurn(HeapBudget budget) {
    this.budget = budget;
  }

  /** Returns whether a claimed job waits here from now on: if it has to, and no other does. */
  synchronized boolean takes(Job job, long nanoTime) {
    if (waiting != null || !isDue(job)) {
      return false;
    }
    HeapBudget.Reservation memory = budget.open();
    memory.awaitHalf();
    waiting = new Waiting(job, nanoTime, memory);
    return true;
  }

  private static boolean isDue(Job job) {
    return job.excused().memory() >= SHORTAGES
        && job.failure().filter(last -> last.code() == FailureCode.MEMORY_SHORT).isPresent();
  }

  /** Removes and returns the job if it has the other half; the caller closes its memory. */
  synchronized Optional<Waiting> poll() {
    Waiting next = waiting;
    if (next == null || !next.memory().hasHalf()) {
      return Optional.empty();
    }
    waiting = null;
    return Optional.of(next);
  }

  /** Removes and returns the job if it has waited too long. */
  synchronized Optional<Job> overdue(long nanoTime) {
    Optional<Job> late =
        Optional.ofNullable(waiting)
            .filter(next -> nanoTime - next.sinceNanos() > LONGEST.toNanos())
            .map(Waiting::job);
    late.ifPresent(this::remove);
    return late;
  }

  /** Returns the job that waits here. */
  synchronized Optional<Job> job() {
    return Optional.ofNullable(waiting).map(Waiting::job);
  }

  /** Removes a job; returns whether it waited here. */
  synchronized boolean remove(Job job) {
    Waiting next = waiting;
    if (next == null || !next.job().equals(job)) {
      return false;
    }
    waiting = null;
    next.memory().close();
    return true;
  }
}
