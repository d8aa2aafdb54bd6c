package dev.sluice.http.api.routes;

import dev.sluice.core.Tenant;
import dev.sluice.core.job.Job;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Lets requests wait for jobs. Each holds a thread, so only so many may; the others are answered at
 * once, which a client of a long poll must expect anyway. Thread-safe.
 */
public final class LongPolls {
  /** How long a stop may go unnoticed. */
  private static final Duration SLICE = Duration.ofSeconds(1);

  private final int most;
  private final Semaphore free;
  private volatile boolean stopping;

  public LongPolls(int atATime) {
    most = atATime;
    free = new Semaphore(atATime);
  }

  /** The job when it is over, or when the time is up, or the server stops. */
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

  /** How many wait right now. */
  public int waiting() {
    return most - free.availablePermits();
  }

  public void stop() {
    stopping = true;
  }
}
