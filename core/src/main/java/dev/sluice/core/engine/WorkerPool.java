package dev.sluice.core.engine;

import dev.sluice.core.engine.common.Durations;
import dev.sluice.core.engine.common.EngineThreads;
import dev.sluice.core.engine.common.FailureLog;
import dev.sluice.core.engine.common.RunMonitor;
import dev.sluice.core.engine.common.Signal;
import dev.sluice.core.engine.webhook.ProgressNotifications;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.job.JobId;
import dev.sluice.core.port.store.JobQueue;
import dev.sluice.core.port.store.ObjectNameStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Claims jobs and runs as many at a time as it has workers. Extends their leases, and ends attempts
 * that were cancelled, exceed their time limit, or lost their lease. Thread-safe.
 */
final class WorkerPool implements AutoCloseable {
  private static final Logger LOG = System.getLogger(WorkerPool.class.getName());
  private static final int MAX_LOST_LEASES = 3;

  /** Short enough to notice a cancel through another process within two seconds. */
  private static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(1);

  private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);

  /**
   * The settings of the pool.
   *
   * @param worker the name of this pool in leases
   * @param workers how many jobs run at a time
   * @param lease how long a claim lasts without a heartbeat
   * @param jobTimeout how long an attempt may take
   * @param grace how long a shutdown waits for running attempts
   * @param maxOfOneTenant how many jobs of one tenant run at a time, in all processes
   */
  record Settings(
      String worker,
      int workers,
      Duration lease,
      Duration jobTimeout,
      Duration grace,
      int maxOfOneTenant) {}

  private final JobQueue queue;
  private final ObjectNameStore names;
  private final JobRunner runner;
  private final JobCompleter completer;
  private final JobEvents events;
  private final ProgressNotifications stages;
  private final InstantSource clock;
  private final Settings settings;

  private final StopRequests stopRequests;
  private final Map<JobId, RunningJob> running = new ConcurrentHashMap<>();
  private final Signal signal = new Signal();
  private final Signal stop = new Signal();
  private final ExecutorService workers;
  private final Thread dispatcher;
  private final Thread heartbeat;
  private volatile boolean stopping;

  WorkerPool(
      JobQueue queue,
      ObjectNameStore names,
      JobRunner runner,
      JobCompleter completer,
      JobEvents events,
      ProgressNotifications stages,
      InstantSource clock,
      Settings settings) {
    this.queue = queue;
    this.names = names;
    this.runner = runner;
    this.completer = completer;
    this.events = events;
    this.stages = stages;
    this.clock = clock;
    this.settings = settings;
    this.stopRequests = new StopRequests(queue, completer);
    this.workers = Executors.newCachedThreadPool(EngineThreads.named("sluice-worker"));
    this.dispatcher = EngineThreads.named("sluice-dispatcher").newThread(this::dispatch);
    this.heartbeat = EngineThreads.named("sluice-heartbeat").newThread(this::heartbeats);
  }

  void start() {
    queue.onWakeup(signal::raise);
    dispatcher.start();
    heartbeat.start();
  }

  /** Ends a job if it runs here. */
  void cancel(JobId id, SluiceException reason) {
    RunningJob here = running.get(id);
    if (here != null) {
      here.monitor().end(reason);
    }
  }

  /**
   * Requests that a recording completes with what it has.
   *
   * @return false if it does not run here, keeps nothing, or was asked before
   */
  boolean finish(JobId id) {
    RunningJob here = running.get(id);
    return here != null && here.finish();
  }

  /** Returns the job with its current progress if it runs here. */
  Optional<Job> current(JobId id) {
    return Optional.ofNullable(running.get(id)).map(RunningJob::now);
  }

  private void dispatch() {
    while (!stopping) {
      long seen = signal.count();
      try {
        int free = settings.workers() - running.size();
        List<Job> claimed =
            free <= 0
                ? List.of()
                : queue.claim(
                    settings.worker(),
                    free,
                    settings.maxOfOneTenant(),
                    clock.instant(),
                    settings.lease());
        claimed.forEach(this::begin);
        if (claimed.isEmpty()) {
          signal.await(seen, free <= 0 ? LONGEST_SLEEP : untilNextDue());
        }
      } catch (RuntimeException e) {
        FailureLog.log(LOG, "The queue cannot be read; trying again in a second", e);
        signal.await(seen, LONGEST_SLEEP);
      }
    }
  }

  private Duration untilNextDue() {
    Optional<Instant> due = queue.nextDue();
    if (due.isEmpty()) {
      return LONGEST_SLEEP;
    }
    Duration left = Duration.between(clock.instant(), due.get());
    if (left.compareTo(LONGEST_SLEEP) > 0) {
      return LONGEST_SLEEP;
    }
    // Another worker has just claimed the job that was due.
    return left.compareTo(Duration.ofMillis(5)) < 0 ? Duration.ofMillis(5) : left;
  }

  private void begin(Job job) {
    if (job.lostLeases() >= MAX_LOST_LEASES) {
      completer.fail(
          job,
          new Job.Failure(
              FailureCode.WORKER_DIED,
              String.format(
                  Locale.ROOT,
                  "The process that ran this job died %d times; the last attempt ended without an"
                      + " error message",
                  job.lostLeases())));
      return;
    }
    ProgressNotifications.OfAttempt progress = stages.of(job);
    RunningJob here = new RunningJob(job, new RunMonitor(clock, progress::reached), progress);
    running.put(job.id(), here);
    events.publish(JobEvent.Kind.STARTED, job);
    workers.execute(() -> attempt(here));
  }

  private void attempt(RunningJob here) {
    Job job = here.job();
    RunMonitor monitor = here.monitor();
    LOG.log(Level.INFO, "job {0} attempt {1}: {2}", job.id(), job.attempt(), job.request().url());
    try {
      JobRunner.Result result = runner.run(job, monitor);
      here.stages().write();
      completer.complete(here.now(), result, monitor.timings(job.timings()));
    } catch (SluiceException e) {
      here.stages().write();
      ended(here, monitor.reason().orElse(e));
    } catch (Throwable e) {
      LOG.log(Level.ERROR, "job " + job.id() + " failed unexpectedly", e);
      SluiceException unexpected =
          new SluiceException(
              FailureCode.INTERNAL,
              "The job failed unexpectedly; see the log of Sluice for job " + job.id(),
              e);
      ended(here, monitor.reason().orElse(unexpected));
    } finally {
      // Removes only this attempt: after a pause beyond its lease this process may have claimed the
      // job again.
      running.remove(job.id(), here);
      signal.raise();
    }
  }

  private void ended(RunningJob here, SluiceException failure) {
    Job job = here.job();
    LOG.log(Level.DEBUG, "job " + job.id() + " ended early", failure);
    Job last = here.last();
    try {
      switch (failure.code()) {
        // The cancel is written already.
        case CANCELLED -> names.release(job.id());
        case INTERRUPTED -> {
          if (stopping) {
            completer.release(last);
          } else {
            completer.releaseIfFinal(job);
          }
        }
        default -> completer.retryOrFail(last, failure);
      }
    } catch (RuntimeException e) {
      // After its lease the job is claimed again.
      FailureLog.log(LOG, "The end of job " + job.id() + " could not be written", e);
    }
  }

  private void heartbeats() {
    // Leases are extended until the last attempt has ended.
    while (stop.count() == 0) {
      stop.await(0, HEARTBEAT_INTERVAL);
      try {
        heartbeat();
      } catch (RuntimeException e) {
        FailureLog.log(LOG, "Leases cannot be extended right now", e);
      }
    }
  }

  private void heartbeat() {
    List<RunningJob> now = List.copyOf(running.values());
    if (now.isEmpty()) {
      return;
    }
    List<JobQueue.Beat> beats = now.stream().map(RunningJob::beat).toList();
    Set<JobId> held = queue.heartbeat(beats, clock.instant().plus(settings.lease()));
    stopRequests.apply(now);
    for (RunningJob here : now) {
      if (!held.contains(here.job().id())) {
        // The job was cancelled through another process, or claimed by one after its lease ran out.
        here.monitor()
            .end(
                new SluiceException(FailureCode.INTERRUPTED, "The job is no longer this worker's"));
      } else if (here.mustEnd(settings.jobTimeout())) {
        here.monitor()
            .end(
                new SluiceException(
                    FailureCode.JOB_TIMEOUT,
                    "The job took longer than the job-timeout of "
                        + Durations.inWords(settings.jobTimeout())));
      } else {
        events.publish(JobEvent.Kind.PROGRESSED, here.now());
      }
    }
  }

  /**
   * Stops claiming, releases running jobs to the queue, and waits for them within the grace period.
   */
  @Override
  public void close() {
    stopping = true;
    signal.raise();
    SluiceException reason =
        new SluiceException(FailureCode.INTERRUPTED, "The process that ran this job is stopping");
    boolean interrupted = Thread.interrupted();
    try {
      dispatcher.join(settings.grace().toMillis());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    // Also for an interrupted caller: attempts must not run on without heartbeats.
    workers.shutdown();
    running.values().forEach(here -> here.monitor().end(reason));
    try {
      if (!workers.awaitTermination(settings.grace().toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(Level.WARNING, "{0} jobs did not end in time", running.size());
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    stop.raise();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
