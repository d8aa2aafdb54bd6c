package dev.sluice.core;

import dev.sluice.core.engine.JobEvents;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.job.JobId;
import dev.sluice.core.port.media.StageMonitor.Registration;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Waits in the caller's thread for the end of one job, in any process.
 *
 * @param stored returns the job as it is stored
 * @param nanoTime returns a time that only moves forward, as {@link System#nanoTime} does
 */
record JobAwaiter(JobEvents events, JobId id, Supplier<Job> stored, LongSupplier nanoTime) {
  /** The interval at which the store is read, for jobs that end in another process. */
  private static final Duration POLL = Duration.ofMillis(500);

  /**
   * Returns the job when it is over; empty if the time runs out first.
   *
   * @param timeout how long to wait, counted from the call; includes the time for reading the store
   */
  Optional<Job> await(Duration timeout) throws InterruptedException {
    long start = nanoTime.getAsLong();
    CountDownLatch over = new CountDownLatch(1);
    try (Registration listening = events.listen(event -> countDown(event, over))) {
      while (true) {
        Job job = stored.get();
        if (job.status().isFinal()) {
          return Optional.of(job);
        }
        long left = nanos(timeout) - (nanoTime.getAsLong() - start);
        if (left <= 0) {
          return Optional.empty();
        }
        over.await(Math.min(left, POLL.toNanos()), TimeUnit.NANOSECONDS);
      }
    }
  }

  private void countDown(JobEvent event, CountDownLatch over) {
    if (event.kind() == JobEvent.Kind.FINISHED && event.job().id().equals(id)) {
      over.countDown();
    }
  }

  private static long nanos(Duration timeout) {
    try {
      return timeout.toNanos();
    } catch (ArithmeticException e) {
      return timeout.isNegative() ? 0 : Long.MAX_VALUE;
    }
  }
}
