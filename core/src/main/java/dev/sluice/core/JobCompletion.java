package dev.sluice.core;

import dev.sluice.core.engine.JobEvents;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.job.JobId;
import dev.sluice.core.port.media.StageMonitor.Registration;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Waits for the end of one job, wherever it runs.
 *
 * @param look gives the job as it stands
 */
record JobCompletion(JobEvents events, JobId id, Supplier<Job> look) {
  /** How often it looks into the store, for jobs that end in another process. */
  private static final Duration LOOK = Duration.ofMillis(500);

  /** The job when it is over, or as it stands when the time is up. */
  Job await(Duration most) throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    try (Registration listening =
        events.listen(
            event -> {
              if (event.kind() == JobEvent.Kind.FINISHED && event.job().id().equals(id)) {
                over.countDown();
              }
            })) {
      long left = most.toMillis();
      Job job = look.get();
      while (!job.status().isFinal() && left > 0) {
        long pause = Math.min(left, LOOK.toMillis());
        boolean told = over.await(pause, TimeUnit.MILLISECONDS);
        left -= told ? 0 : pause;
        job = look.get();
      }
      return job;
    }
  }
}
