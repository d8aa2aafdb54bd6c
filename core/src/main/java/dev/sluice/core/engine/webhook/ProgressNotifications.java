package dev.sluice.core.engine.webhook;

import dev.sluice.core.engine.common.EngineThreads;
import dev.sluice.core.engine.common.FailureLog;
import dev.sluice.core.job.Job;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.IdSource;
import dev.sluice.core.port.store.JobQueue;
import java.lang.System.Logger;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes the stages that an attempt reaches to the outbox, for jobs that ask for progress webhooks.
 * The attempt does not wait for the write. Thread-safe.
 */
public final class ProgressNotifications implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ProgressNotifications.class.getName());

  private final JobQueue queue;
  private final InstantSource clock;
  private final IdSource ids;
  private final Runnable afterwards;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(EngineThreads.named("sluice-stages"));

  /**
   * Creates the writer.
   *
   * @param afterwards runs after notifications are added to the outbox
   */
  public ProgressNotifications(
      JobQueue queue, InstantSource clock, IdSource ids, Runnable afterwards) {
    this.queue = queue;
    this.clock = clock;
    this.ids = ids;
    this.afterwards = afterwards;
  }

  /** Returns the progress of this attempt. */
  public OfAttempt of(Job attempt) {
    return new OfAttempt(attempt);
  }

  /** The progress of one attempt, in order. */
  public final class OfAttempt {
    private final Job attempt;
    private final boolean silent;
    private final List<Notification> waiting = new ArrayList<>();
    private final ReentrantLock writing = new ReentrantLock();

    private OfAttempt(Job attempt) {
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
        LOG.log(Logger.Level.DEBUG, "A stage is not written while the process stops", e);
      }
    }

    /**
     * Writes all stages to the outbox before the notifications about the end. A failure is logged:
     * a lost stage must not fail the job.
     */
    public void write() {
      writing.lock();
      try {
        List<Notification> next = drained();
        if (!next.isEmpty() && queue.addNotifications(attempt.id(), attempt.attempt(), next)) {
          afterwards.run();
        }
      } catch (RuntimeException e) {
        FailureLog.log(LOG, "A stage of job " + attempt.id() + " is not written", e);
      } finally {
        writing.unlock();
      }
    }

    private List<Notification> drained() {
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
