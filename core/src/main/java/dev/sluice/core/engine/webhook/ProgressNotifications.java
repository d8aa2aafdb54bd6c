package dev.sluice.core.engine.webhook;

import dev.sluice.core.engine.common.EngineThreads;
import dev.sluice.core.engine.common.FailureLog;
import dev.sluice.core.job.Job;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.IdSource;
import dev.sluice.core.port.store.JobStore;
import java.lang.System.Logger;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Puts into the outbox which stages an attempt has reached, for those who asked to be told. Whoever
 * reaches one does not wait for it. Thread-safe.
 */
public final class ProgressNotifications implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ProgressNotifications.class.getName());

  private final JobStore jobs;
  private final InstantSource clock;
  private final IdSource ids;
  private final Runnable afterwards;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(EngineThreads.named("sluice-stages"));

  /**
   * @param afterwards runs when there is something new in the outbox
   */
  public ProgressNotifications(
      JobStore jobs, InstantSource clock, IdSource ids, Runnable afterwards) {
    this.jobs = jobs;
    this.clock = clock;
    this.ids = ids;
    this.afterwards = afterwards;
  }

  /** For this attempt. */
  public Line of(Job attempt) {
    return new Line(attempt);
  }

  /** What one attempt tells, in order. */
  public final class Line {
    private final Job attempt;
    private final boolean silent;
    private final List<Notification> waiting = new ArrayList<>();
    private final ReentrantLock writing = new ReentrantLock();

    private Line(Job attempt) {
      this.attempt = attempt;
      this.silent = !attempt.request().progressWebhook() || attempt.request().webhook().isEmpty();
    }

    public void reached(Notification.Kind stage) {
      if (silent) {
        return;
      }
      synchronized (waiting) {
        waiting.add(
            Notification.of(
                ids.next(),
                attempt.id(),
                stage,
                attempt.request().webhook().orElseThrow(),
                clock.instant()));
      }
      try {
        writer.execute(this::write);
      } catch (RejectedExecutionException e) {
        LOG.log(Logger.Level.DEBUG, "A stage is not told while the process stops", e);
      }
    }

    /**
     * Returns when all of it is in the outbox, before anything that is told of the end. What the
     * store did not take is in the log: a word about a stage is no reason to lose a job.
     */
    public void write() {
      writing.lock();
      try {
        List<Notification> next = taken();
        if (!next.isEmpty() && jobs.tell(attempt.id(), attempt.attempt(), next)) {
          afterwards.run();
        }
      } catch (RuntimeException e) {
        FailureLog.log(LOG, "A stage of job " + attempt.id() + " is not told", e);
      } finally {
        writing.unlock();
      }
    }

    private List<Notification> taken() {
      synchronized (waiting) {
        List<Notification> all = List.copyOf(waiting);
        waiting.clear();
        return all;
      }
    }
  }

  @Override
  public void close() {
    writer.shutdown();
  }
}
