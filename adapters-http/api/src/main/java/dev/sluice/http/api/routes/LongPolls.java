package dev.sluice.http.api.routes;

import dev.sluice.core.Tenant;
import dev.sluice.core.job.Job;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Lets requests wait for jobs. Each holds a thread, so their number is limited; the others are
 * answered at once, which a client of a long poll must expect anyway. Thread-safe.
 */
public final class LongPolls {
  /** The longest time after which a waiting request notices a stop. */
  private static final Duration SLICE = Duration.ofSeconds(1);

  private final int max;
  private final Semaphore free;
  private volatile boolean stopping;

  public LongPolls(int permits) {
    max = permits;
    free = new Semaphore(permits);
  }

  /** Returns the job when it has ended, the time is up, or the server stops. */
  Job await(Tenant tenant, Job job, Duration length) throws InterruptedException {
    if (job.status().isFinal() || !free.tryAcquire()) {
      return job;
    }
    try {
      Job latest = job;
      Duration left = length;
      while (!stopping && !latest.status().isFinal() && left.compareTo(Duration.ZERO) > 0) {
        Duration slice = left.compareTo(SLICE) < 0 ? left : SLICE;
        Optional<Job> ended = tenant.await(job.id(), slice);
        latest = ended.or(() -> tenant.find(job.id())).orElseThrow();
        left = left.minus(slice);
      }
      return latest;
    } finally {
      free.release();
    }
  }

  /** Returns how many wait right now. */
  public int waiting() {
    return max - free.availablePermits();
  }

  public void stop() {
    stopping = true;
  }
}
