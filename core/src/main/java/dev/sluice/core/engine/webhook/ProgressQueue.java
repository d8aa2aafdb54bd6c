package dev.sluice.core.engine.webhook;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.notification.Notification.Kind;
import dev.sluice.core.port.store.IdSource;
import dev.sluice.core.port.store.Outbox.Receiver;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The progress notifications of the attempts that run here. They are in memory only, and each is
 * tried once: progress is best effort, the end of a job is not. Those of one attempt are sent one
 * after the other; if they come too late, newer ones replace them. The end of the job waits for
 * them a second at most, and not at all for a receiver that does not answer. Thread-safe.
 */
public final class ProgressQueue {
  /** How old a notification may be when a newer one of its attempt replaces it. */
  private static final Duration LATE = Duration.ofSeconds(1);

  private final InstantSource clock;
  private final IdSource ids;
  private final Optional<Runnable> wakeup;
  private final Map<JobId, OfAttempt> attempts = new LinkedHashMap<>();

  /**
   * Creates a queue.
   *
   * @param wakeup wakes the sender; empty if nothing is sent here
   */
  public ProgressQueue(InstantSource clock, IdSource ids, Optional<Runnable> wakeup) {
    this.clock = clock;
    this.ids = ids;
    this.wakeup = wakeup;
  }

  /** Returns the progress of this attempt. It must be closed. */
  public OfAttempt of(Job attempt) {
    return new OfAttempt(attempt);
  }

  /** The progress of one attempt, in order. */
  public final class OfAttempt implements AutoCloseable {
    private final Job job;
    private final boolean silent;
    private final Deque<Notification> waiting = new ArrayDeque<>();
    private @Nullable Instant sendingSince;
    private @Nullable Instant endsSince;
    private boolean ending;
    private boolean closed;
    private boolean failed;

    private OfAttempt(Job job) {
      this.job = job;
      this.silent =
          wakeup.isEmpty() || !job.request().progressWebhook() || job.request().webhook().isEmpty();
    }

    /** Adds a stage that the attempt has reached. */
    public void reached(Kind stage) {
      if (silent) {
        return;
      }
      synchronized (ProgressQueue.this) {
        if (!closed) {
          Instant now = clock.instant();
          waiting.add(
              Notification.of(
                  ids.next(), job.id(), stage, job.request().webhook().orElseThrow(), now));
          attempts.put(job.id(), this);
        }
      }
      wakeup.get().run();
    }

    /** Makes the end of the job wait for the last stage, which is added if the job completes. */
    public void ending() {
      synchronized (ProgressQueue.this) {
        if (!silent && !closed) {
          ending = true;
          endsSince = clock.instant();
          attempts.put(job.id(), this);
        }
      }
    }

    /** Adds the last stage. */
    public void completed() {
      reached(Kind.PROGRESS_COMPLETED);
    }

    /** Takes no further stages. */
    @Override
    public void close() {
      synchronized (ProgressQueue.this) {
        closed = true;
        if (endsSince == null) {
          endsSince = clock.instant();
        }
        forgetIfDone(this);
      }
    }

    private boolean isIdle() {
      return waiting.isEmpty() && sendingSince == null && (closed || !ending);
    }

    private boolean isHopeless(Instant now) {
      return failed || isLate(sendingSince, now) || isLate(endsSince, now);
    }

    private void dropLate(Instant now) {
      if (endsSince != null && isHopeless(now)) {
        waiting.clear();
      }
      while (waiting.size() > 1 && isLate(waiting.getFirst().createdAt(), now)) {
        waiting.removeFirst();
      }
    }
  }

  // A clock that was set back must not hold up anything.
  private static boolean isLate(@Nullable Instant since, Instant now) {
    return since != null && (now.isBefore(since) || now.isAfter(since.plus(LATE)));
  }

  /** A notification that may be sent now. Exactly one of its methods must be called. */
  final class Next {
    private final OfAttempt attempt;
    private final Notification notification;

    private Next(OfAttempt attempt, Notification notification) {
      this.attempt = attempt;
      this.notification = notification;
    }

    Notification notification() {
      return notification;
    }

    Job job() {
      return attempt.job;
    }

    Receiver receiver() {
      return Receiver.of(attempt.job.tenant(), notification.target());
    }

    /** Drops all that waits of this attempt. */
    void drop() {
      synchronized (ProgressQueue.this) {
        attempt.waiting.clear();
        forgetIfDone(attempt);
      }
    }

    /** Takes the notification out of the queue, to send it. */
    void begin() {
      synchronized (ProgressQueue.this) {
        attempt.waiting.remove(notification);
        attempt.sendingSince = clock.instant();
      }
    }

    /** Lets the next notification of the attempt follow. */
    void end(boolean taken) {
      synchronized (ProgressQueue.this) {
        attempt.sendingSince = null;
        attempt.failed = !taken;
        forgetIfDone(attempt);
      }
    }
  }

  /** Returns the next notification of each attempt of which none is being sent. */
  synchronized List<Next> next(Instant now) {
    List<Next> all = new ArrayList<>();
    for (OfAttempt attempt : List.copyOf(attempts.values())) {
      attempt.dropLate(now);
      if (attempt.sendingSince == null && !attempt.waiting.isEmpty()) {
        all.add(new Next(attempt, attempt.waiting.getFirst()));
      }
      forgetIfDone(attempt);
    }
    return all;
  }

  /** Returns whether the end of the job must wait for progress that is being sent. */
  synchronized boolean precedes(Object subject, Instant now) {
    OfAttempt attempt = subject instanceof JobId ? attempts.get(subject) : null;
    if (attempt == null) {
      return false;
    }
    if (attempt.endsSince == null) {
      attempt.endsSince = now;
    }
    attempt.dropLate(now);
    boolean waits = !attempt.isIdle() && !attempt.isHopeless(now);
    forgetIfDone(attempt);
    return waits;
  }

  private void forgetIfDone(OfAttempt attempt) {
    if (attempt.closed && attempt.isIdle()) {
      attempts.remove(attempt.job.id(), attempt);
    }
  }
}
