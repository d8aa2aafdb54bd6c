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
import dev.sluice.core.job.JobFailure;
import dev.sluice.core.job.JobId;
import dev.sluice.core.port.store.JobStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Claims jobs and runs as many at a time as it has workers; keeps their leases alive; ends those
 * that were cancelled, took too long, or belong to somebody else by now. Thread-safe.
 */
final class WorkerPool implements AutoCloseable {
  private static final Logger LOG = System.getLogger(WorkerPool.class.getName());
  private static final int DEATHS_UNTIL_FAILURE = 3;

  /** Short enough that a cancel through another process ends a job within two seconds. */
  private static final Duration BEAT = Duration.ofSeconds(1);

  private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);

  /**
   * How to work.
   *
   * @param worker names this pool in leases
   * @param workers how many jobs run at a time
   * @param lease how long a claim lasts without a heartbeat
   * @param jobTimeout how long an attempt may take
   * @param grace how long a stop waits for attempts to end
   * @param mostOfOneOwner how many jobs of one owner run at a time, wherever
   */
  record Settings(
      String worker,
      int workers,
      Duration lease,
      Duration jobTimeout,
      Duration grace,
      int mostOfOneOwner) {}

  private final JobStore jobs;
  private final JobRunner runner;
  private final JobCompleter ending;
  private final JobEvents events;
  private final ProgressNotifications stages;
  private final InstantSource clock;
  private final Settings settings;

  private final StopRequests wishes;
  private final Map<JobId, RunningJob> running = new ConcurrentHashMap<>();
  private final Signal signal = new Signal();
  private final Signal stop = new Signal();
  private final ExecutorService workers;
  private final Thread dispatcher;
  private final Thread heart;
  private volatile boolean stopping;

  WorkerPool(
      JobStore jobs,
      JobRunner runner,
      JobCompleter ending,
      JobEvents events,
      ProgressNotifications stages,
      InstantSource clock,
      Settings settings) {
    this.jobs = jobs;
    this.runner = runner;
    this.ending = ending;
    this.events = events;
    this.stages = stages;
    this.clock = clock;
    this.settings = settings;
    this.wishes = new StopRequests(jobs, ending);
    this.workers = Executors.newCachedThreadPool(EngineThreads.named("sluice-worker"));
    this.dispatcher = EngineThreads.named("sluice-dispatcher").newThread(this::dispatch);
    this.heart = EngineThreads.named("sluice-heartbeat").newThread(this::beat);
  }

  void start() {
    jobs.onArrival(signal::raise);
    dispatcher.start();
    heart.start();
  }

  /** Wishes the end of a job that runs here; nothing happens when it does not. */
  void cancel(JobId id, SluiceException reason) {
    RunningJob here = running.get(id);
    if (here != null) {
      here.monitor().end(reason);
    }
  }

  /**
   * Wishes that what a running recording has so far becomes its file.
   *
   * @return false if it does not run here, keeps nothing, or was told so before
   */
  boolean finish(JobId id) {
    RunningJob here = running.get(id);
    return here != null && here.finish();
  }

  /** The job as it runs here, with its progress of this moment. */
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
                : jobs.claim(
                    settings.worker(),
                    free,
                    settings.mostOfOneOwner(),
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
    Optional<Instant> due = jobs.nextDue();
    if (due.isEmpty()) {
      return LONGEST_SLEEP;
    }
    Duration left = Duration.between(clock.instant(), due.get());
    if (left.compareTo(LONGEST_SLEEP) > 0) {
      return LONGEST_SLEEP;
    }
    // A due job that was not ours to claim was just taken by another worker.
    return left.compareTo(Duration.ofMillis(5)) < 0 ? Duration.ofMillis(5) : left;
  }

  private void begin(Job job) {
    if (job.deaths() >= DEATHS_UNTIL_FAILURE) {
      ending.give(
          job,
          new JobFailure(
              FailureCode.WORKER_DIED,
              "The process that ran this job died %d times; the last one left no word"
                  .formatted(job.deaths())));
      return;
    }
    ProgressNotifications.Line told = stages.of(job);
    RunningJob here = new RunningJob(job, new RunMonitor(clock, told::reached), told);
    running.put(job.id(), here);
    events.tell(JobEvent.Kind.STARTED, job);
    workers.execute(() -> attempt(here));
  }

  private void attempt(RunningJob here) {
    Job job = here.job();
    RunMonitor monitor = here.monitor();
    LOG.log(Level.INFO, "job {0} attempt {1}: {2}", job.id(), job.attempt(), job.request().url());
    try {
      JobRunner.Result result = runner.run(job, monitor);
      here.stages().write();
      ending.succeeded(here.now(), result, monitor.timings(job.timings()));
    } catch (SluiceException e) {
      here.stages().write();
      ended(here, monitor.reason().orElse(e));
    } catch (Throwable e) {
      LOG.log(Level.ERROR, "job " + job.id() + " met a fault of ours", e);
      SluiceException fault =
          new SluiceException(
              FailureCode.INTERNAL,
              "Something went wrong inside Sluice; its log tells more under job " + job.id(),
              e);
      ended(here, monitor.reason().orElse(fault));
    } finally {
      // Only this attempt: a process that slept past a lease may have claimed the job once more.
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
        // Whoever cancelled it has written so already.
        case CANCELLED -> jobs.release(job.id());
        case INTERRUPTED -> {
          if (stopping) {
            ending.released(last);
          } else {
            ending.lost(job);
          }
        }
        default -> ending.failed(last, failure);
      }
    } catch (RuntimeException e) {
      // The lease runs out, and another attempt finds out again.
      FailureLog.log(LOG, "The end of job " + job.id() + " could not be written down", e);
    }
  }

  private void beat() {
    // While the last attempts end after a stop, their leases must not run out.
    while (stop.count() == 0) {
      stop.await(0, BEAT);
      try {
        beatOnce();
      } catch (RuntimeException e) {
        FailureLog.log(LOG, "Leases cannot be extended right now", e);
      }
    }
  }

  private void beatOnce() {
    List<RunningJob> now = List.copyOf(running.values());
    if (now.isEmpty()) {
      return;
    }
    List<JobStore.Beat> beats = now.stream().map(RunningJob::beat).toList();
    Set<JobId> held = jobs.heartbeat(beats, clock.instant().plus(settings.lease()));
    wishes.heed(now);
    for (RunningJob here : now) {
      if (!held.contains(here.job().id())) {
        // Cancelled through another process, or claimed by one after we slept past the lease.
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
        events.tell(JobEvent.Kind.PROGRESSED, here.now());
      }
    }
  }

  /** Stops claiming, hands running jobs back to the queue, and waits for them within the grace. */
  @Override
  public void close() {
    stopping = true;
    signal.raise();
    SluiceException reason =
        new SluiceException(FailureCode.INTERRUPTED, "The process that ran this job is stopping");
    try {
      dispatcher.join(settings.grace().toMillis());
      workers.shutdown();
      running.values().forEach(here -> here.monitor().end(reason));
      if (!workers.awaitTermination(settings.grace().toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(Level.WARNING, "{0} jobs did not end in time", running.size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stop.raise();
  }
}
