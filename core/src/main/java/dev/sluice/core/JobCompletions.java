package dev.sluice.core;

import dev.sluice.core.engine.JobEvents;
import dev.sluice.core.engine.common.EngineThreads;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.job.JobId;
import dev.sluice.core.port.media.StageMonitor.Registration;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Futures that complete when jobs end. Jobs of this process complete them by events. For jobs of
 * other processes, one thread, started with the first future, reads the store twice a second. What
 * callers attach to a future runs in a thread of its own. Thread-safe.
 */
final class JobCompletions implements AutoCloseable {
  private static final Logger LOG = System.getLogger(JobCompletions.class.getName());
  private static final long POLL_MILLIS = 500;

  private record Waiting(JobId id, Supplier<Optional<Job>> stored, CompletableFuture<Job> future) {}

  private final Set<Waiting> open = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService poller =
      Executors.newSingleThreadScheduledExecutor(EngineThreads.named("sluice-completions"));

  /** Runs what callers have attached to futures, which may take long. */
  private final ExecutorService callbacks =
      Executors.newCachedThreadPool(EngineThreads.named("sluice-callback"));

  private final Registration listening;
  private boolean polling;
  private volatile boolean closed;

  JobCompletions(JobEvents events) {
    listening = events.listen(this::heard);
  }

  /**
   * Returns a future that completes with the job when it is over.
   *
   * @param stored reads the job; if the job does not exist, the future completes exceptionally
   */
  CompletableFuture<Job> of(JobId id, Supplier<Optional<Job>> stored) {
    Waiting waiting = new Waiting(id, stored, new CompletableFuture<>());
    waiting.future.whenComplete((job, failure) -> open.remove(waiting));
    open.add(waiting);
    if (closed) {
      abandon(waiting);
    } else {
      read(waiting, Runnable::run);
      startPolling();
    }
    return waiting.future;
  }

  private synchronized void startPolling() {
    if (!polling && !open.isEmpty() && !closed) {
      polling = true;
      poller.scheduleWithFixedDelay(this::poll, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void poll() {
    try {
      open.forEach(waiting -> read(waiting, callbacks));
    } catch (RuntimeException | Error e) {
      // An exception would end the polling for good.
      LOG.log(Level.WARNING, "Jobs of other processes cannot be read; trying again", e);
    }
  }

  private void read(Waiting waiting, Executor completing) {
    Optional<Job> job;
    try {
      job = waiting.stored.get();
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "A job cannot be read; trying again", e);
      return;
    }
    if (job.isEmpty()) {
      completing.execute(
          () ->
              waiting.future.completeExceptionally(
                  new NoSuchElementException("no job " + waiting.id)));
    } else if (job.get().status().isFinal()) {
      Job ended = job.get();
      completing.execute(() -> waiting.future.complete(ended));
    }
  }

  private void heard(JobEvent event) {
    if (event.kind() != JobEvent.Kind.FINISHED || open.isEmpty()) {
      return;
    }
    for (Waiting waiting : open) {
      if (waiting.id.equals(event.job().id())) {
        // Dependents run in a thread of their own, not in the worker's.
        callbacks.execute(() -> waiting.future.complete(event.job()));
      }
    }
  }

  private static void abandon(Waiting waiting) {
    waiting.future.completeExceptionally(
        new IllegalStateException("This Sluice was closed before the job ended"));
  }

  /** Completes all open futures exceptionally. */
  @Override
  public void close() {
    closed = true;
    listening.close();
    poller.shutdownNow();
    open.forEach(JobCompletions::abandon);
    callbacks.shutdown();
  }
}
