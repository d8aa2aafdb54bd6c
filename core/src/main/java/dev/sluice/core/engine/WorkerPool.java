package dev.sluice.core.engine;

import dev.sluice.core.engine.common.Durations;
import dev.sluice.core.engine.common.EngineThreads;
import dev.sluice.core.engine.common.FailureLog;
import dev.sluice.core.engine.common.Outage;
import dev.sluice.core.engine.common.RunMonitor;
import dev.sluice.core.engine.common.Signal;
import dev.sluice.core.engine.webhook.ProgressQueue;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.EngineStatus;
import dev.sluice.core.job.Excuses;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.job.JobId;
import dev.sluice.core.port.media.HeapBudget;
import dev.sluice.core.port.store.JobQueue;
import dev.sluice.core.port.store.JobStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Claims jobs and runs as many at a time as it has workers. Extends their leases, and ends attempts
 * that were cancelled, exceed their time limit, or lost their lease. Claims nothing while the
 * database or the default storage is unavailable, or the running jobs hold the {@link HeapBudget}.
 * Thread-safe.
 */
final class WorkerPool implements AutoCloseable {
  private static final Logger LOG = System.getLogger(WorkerPool.class.getName());

  private static final int MOST_DEATHS_ALONE = 3;

  /**
   * A process that lived for so long does not die without a cause: before that no suspect runs, and
   * so none is blamed for a process that cannot stay alive.
   */
  private static final Duration PROBATION = Duration.ofSeconds(30);

  /** Also beside others: a job that kills its worker late would otherwise do so for ever. */
  private static final int MOST_DEATHS = 10;

  /**
   * How long nothing is claimed after an outage of the database in which leases ended: the other
   * processes extend theirs first.
   */
  private static final Duration SETTLING = Duration.ofSeconds(3);

  /** Short enough to notice a cancel through another process within two seconds. */
  private static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(1);

  /** A slot must be free two seconds after a limit, most of which the end of libav's work takes. */
  private static final Duration TIMEOUT_CHECK_INTERVAL = Duration.ofMillis(100);

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
  private final JobStore jobs;
  private final JobRunner runner;
  private final JobCompleter completer;
  private final JobEvents events;
  private final ProgressQueue stages;
  private final Outage database;
  private final DefaultStorageOutage storage;
  private final HandleShortage handles;
  private final InstantSource clock;
  private final Settings settings;

  private final StopRequests stopRequests;
  private final Map<JobId, RunningJob> running = new ConcurrentHashMap<>();

  /** Claimed jobs that wait until they can run alone. */
  private final Queue<Job> suspects = new ConcurrentLinkedQueue<>();

  private final MemoryTurn memoryTurn = new MemoryTurn(HeapBudget.OF_PROCESS);

  /** Ends what waits for the database when the pool has closed. */
  private final RunMonitor closing;

  /** How many attempts met an outage. */
  private final AtomicLong excused = new AtomicLong();

  private final Signal signal = new Signal();
  private final Signal stop = new Signal();
  private final ExecutorService workers;
  private final Thread dispatcher;
  private final Thread heartbeat;
  private final Thread timeouts;
  private volatile boolean stopping;

  private final Beat start;

  /** The last time that all leases were extended. */
  private volatile Beat lastBeat;

  private record Beat(long nanoTime, Instant at) {}

  WorkerPool(
      JobQueue queue,
      JobStore jobs,
      JobRunner runner,
      JobCompleter completer,
      JobEvents events,
      ProgressQueue stages,
      Outage database,
      DefaultStorageOutage storage,
      HandleShortage handles,
      InstantSource clock,
      Settings settings) {
    this.queue = queue;
    this.jobs = jobs;
    this.runner = runner;
    this.completer = completer;
    this.events = events;
    this.stages = stages;
    this.database = database;
    this.storage = storage;
    this.handles = handles;
    this.clock = clock;
    this.settings = settings;
    this.closing = new RunMonitor(System::nanoTime);
    this.start = new Beat(System.nanoTime(), clock.instant());
    this.lastBeat = start;
    this.stopRequests = new StopRequests(queue, completer);
    this.workers = Executors.newCachedThreadPool(EngineThreads.named("sluice-worker"));
    this.dispatcher = EngineThreads.named("sluice-dispatcher").newThread(this::dispatch);
    this.heartbeat = EngineThreads.named("sluice-heartbeat").newThread(this::heartbeats);
    this.timeouts = EngineThreads.named("sluice-timeouts").newThread(this::endOverdueJobs);
  }

  void start() {
    queue.onWakeup(signal::raise);
    dispatcher.start();
    heartbeat.start();
    timeouts.start();
  }

  /** Ends a job that was cancelled, if it runs or waits here. */
  void cancel(JobId id, SluiceException reason) {
    RunningJob here = running.get(id);
    if (here != null) {
      here.monitor().end(reason);
    }
    waiting().filter(job -> job.id().equals(id)).forEach(this::drop);
  }

  /** Returns the claimed jobs that do not run yet. */
  private Stream<Job> waiting() {
    return Stream.concat(suspects.stream(), memoryTurn.job().stream());
  }

  /** Returns what keeps jobs from running here. */
  EngineStatus status(EngineStatus.Retention retention) {
    return new EngineStatus(
        database.length(),
        storage.outage().length(),
        handles.outage().length(),
        suspects.size(),
        excused.get(),
        retention);
  }

  /** Returns whether a claimed job waits here and does not run yet. */
  boolean holdsBack(JobId id) {
    return waiting().anyMatch(job -> job.id().equals(id));
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
      Duration pause;
      try {
        pause = startJobs();
      } catch (RuntimeException | Error e) {
        // Also after an Error: jobs must not stop for good because memory was short once.
        noteFailure(e, "The queue cannot be read; trying again in a second");
        pause = LONGEST_SLEEP;
      }
      if (!pause.isZero()) {
        signal.await(seen, pause);
      }
    }
  }

  /** Starts what can run now; returns how long there will be nothing else to start. */
  private Duration startJobs() {
    if (database.isOn() || database.endedWithin(SETTLING, settings.lease()) || !leasesAreFresh()) {
      return LONGEST_SLEEP;
    }
    for (CheckedOutage outage : List.of(handles.outage(), storage.outage())) {
      if (outage.isOn()) {
        return shorter(outage.untilNextCheck(), LONGEST_SLEEP);
      }
    }
    if (running.values().stream().anyMatch(RunningJob::runsAlone)) {
      return LONGEST_SLEEP;
    }
    if (!suspects.isEmpty()) {
      return startSuspect();
    }
    if (running.size() < settings.workers() && startInTurn()) {
      return Duration.ZERO;
    }
    // Another process may have the memory.
    memoryTurn.overdue(System.nanoTime()).ifPresent(job -> releaseUnstarted(job, LONGEST_SLEEP));
    int free = free();
    if (free <= 0) {
      return LONGEST_SLEEP;
    }
    List<Job> claimed =
        queue.claim(
            settings.worker(), free, settings.maxOfOneTenant(), clock.instant(), settings.lease());
    claimed.forEach(this::tryToBegin);
    return claimed.isEmpty() ? untilNextDue() : Duration.ZERO;
  }

  /**
   * Returns how many jobs may begin: none while the running ones hold the memory. Whatever else
   * holds it, one job runs.
   */
  private int free() {
    int free = settings.workers() - running.size();
    return running.isEmpty() || HeapBudget.OF_PROCESS.hasRoom() ? free : 0;
  }

  /**
   * Returns whether no lease of this process can have ended. One may have after a pause of the
   * process or a jump of the clock; a claim would take this process's own jobs then.
   */
  private boolean leasesAreFresh() {
    Beat last = lastBeat;
    Duration passed = Duration.ofNanos(System.nanoTime() - last.nanoTime());
    Duration shown = Duration.between(last.at(), clock.instant());
    return running.isEmpty() && waiting().findAny().isEmpty()
        || (passed.compareTo(settings.lease()) < 0 && shown.compareTo(settings.lease()) < 0);
  }

  /** Starts the job whose turn it is to take memory; returns whether there was one. */
  private boolean startInTurn() {
    Optional<MemoryTurn.Waiting> next = memoryTurn.poll();
    next.ifPresent(turn -> orRelease(turn.job(), () -> run(turn.job(), turn.memory())));
    return next.isPresent();
  }

  private Duration startSuspect() {
    if (running.values().stream().anyMatch(RunningJob::isRecent)) {
      return LONGEST_SLEEP;
    }
    // Taken first: one that cannot be moved must not stop the others. Its lease ends.
    Job next = suspects.poll();
    if (next == null) {
      return Duration.ZERO;
    }
    Job alone = next.startedAlone(clock.instant());
    if (moved(next, alone)) {
      LOG.log(
          Level.WARNING,
          "job {0} runs alone: {1} workers died while they ran it",
          alone.id(),
          alone.lostLeases());
      run(alone, HeapBudget.OF_PROCESS.open());
    } else {
      completer.releaseIfFinal(next, false);
    }
    return Duration.ZERO;
  }

  /** Moves a suspect; in an outage of the database it waits again. */
  private boolean moved(Job suspect, Job alone) {
    try {
      return jobs.move(alone, List.of());
    } catch (SluiceException e) {
      if (Outage.isShownBy(e)) {
        suspects.add(suspect);
      }
      throw e;
    }
  }

  private void noteFailure(Throwable e, String what) {
    if (e instanceof SluiceException known && Outage.isShownBy(known)) {
      database.begin(known);
    } else {
      FailureLog.log(LOG, what, e);
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
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

  private void tryToBegin(Job job) {
    orRelease(job, () -> begin(job));
  }

  private void orRelease(Job job, Runnable start) {
    try {
      start.run();
    } catch (RuntimeException | Error e) {
      // The others of the claim are begun.
      noteFailure(e, "Job " + job.id() + " could not be started");
      releaseUnstarted(job, LONGEST_SLEEP);
    }
  }

  /** Releases a claimed job that has not run, so that the end of its lease counts as no death. */
  private void releaseUnstarted(Job job, Duration pause) {
    try {
      completer.release(job, pause);
    } catch (RuntimeException e) {
      // After its lease the job is claimed again.
      noteFailure(e, "Job " + job.id() + " could not be released");
    }
  }

  private void begin(Job job) {
    if (job.deathsAlone() >= MOST_DEATHS_ALONE || job.lostLeases() >= MOST_DEATHS) {
      completer.fail(
          job,
          new Job.Failure(
              FailureCode.WORKER_DIED,
              String.format(
                  Locale.ROOT,
                  "The process that ran this job died %d times, %d times while it ran nothing else;"
                      + " the last attempt ended without an error message",
                  job.lostLeases(),
                  job.deathsAlone())));
      return;
    }
    if (!job.isSuspect()) {
      if (memoryTurn.takes(job, System.nanoTime())) {
        LOG.log(Level.INFO, "job {0} waits for memory, which it gets before others", job.id());
      } else {
        run(job, HeapBudget.OF_PROCESS.open());
      }
      return;
    }
    Duration left = PROBATION.minus(uptime());
    if (left.isNegative() || left.isZero()) {
      suspects.add(job);
    } else {
      LOG.log(
          Level.INFO,
          "job {0} waits until this process has run for {1} s: {2} workers died while they ran it",
          job.id(),
          PROBATION.toSeconds(),
          job.lostLeases());
      // Not held here: if this process dies, the job had no part in it.
      completer.release(job, left);
    }
  }

  /** Returns how long this process has run; the longer time if the clock was set. */
  private Duration uptime() {
    Duration passed = Duration.ofNanos(System.nanoTime() - start.nanoTime());
    Duration shown = Duration.between(start.at(), clock.instant());
    return passed.compareTo(shown) > 0 ? passed : shown;
  }

  private void run(Job job, HeapBudget.Reservation memory) {
    ProgressQueue.OfAttempt progress = stages.of(job);
    RunningJob here =
        new RunningJob(job, new RunMonitor(System::nanoTime, progress::reached, memory), progress);
    running.put(job.id(), here);
    try {
      events.publish(JobEvent.Kind.STARTED, job);
      workers.execute(() -> attempt(here));
    } catch (RuntimeException | Error e) {
      // Nothing runs, so nothing may extend the lease.
      running.remove(job.id(), here);
      progress.close();
      memory.close();
      throw e;
    }
  }

  private void attempt(RunningJob here) {
    Job job = here.job();
    RunMonitor monitor = here.monitor();
    LOG.log(Level.INFO, "job {0} attempt {1}: {2}", job.id(), job.attempt(), job.request().url());
    try {
      JobRunner.Result result = runner.run(job, monitor);
      here.stages().ending();
      boolean completed =
          database.waitingFor(
              closing,
              () -> completer.complete(here.now(), result, monitor.timings(job.timings())));
      if (completed) {
        here.stages().completed();
      }
    } catch (SluiceException e) {
      ended(here, monitor.reason().orElseGet(() -> attributed(e)));
    } catch (Throwable e) {
      LOG.log(Level.ERROR, "job " + job.id() + " failed unexpectedly", e);
      SluiceException unexpected =
          new SluiceException(
              FailureCode.INTERNAL,
              "The job failed unexpectedly; see the log of Sluice for job " + job.id(),
              e);
      ended(here, monitor.reason().orElse(unexpected));
    } finally {
      here.stages().close();
      monitor.memory().close();
      // Removes only this attempt: after a pause beyond its lease this process may have claimed the
      // job again.
      running.remove(job.id(), here);
      signal.raise();
    }
  }

  /**
   * Returns the failure as it counts. The code of a cancel or of a stop is a bug in an adapter if
   * nobody asked for either.
   */
  private static SluiceException attributed(SluiceException failure) {
    return switch (failure.code()) {
      case CANCELLED, INTERRUPTED ->
          new SluiceException(
              FailureCode.INTERNAL,
              "An adapter ended the attempt as if it had been cancelled, although nobody cancelled"
                  + " it; report this with the log of Sluice",
              failure);
      default -> failure;
    };
  }

  /** Writes the end of an attempt. While the database is unavailable, waits for it. */
  private void write(Runnable change) {
    database.waitingFor(
        closing,
        () -> {
          change.run();
          return true;
        });
  }

  private void ended(RunningJob here, SluiceException failure) {
    Job job = here.job();
    LOG.log(Level.DEBUG, "job " + job.id() + " ended early", failure);
    Job last = here.last();
    boolean isCommitUnknown = here.monitor().isCommitUnknown();
    try {
      switch (failure.code()) {
        // The cancel is written already.
        case CANCELLED -> write(() -> completer.releaseIfFinal(job, isCommitUnknown));
        case INTERRUPTED -> {
          if (stopping) {
            write(() -> completer.release(last, Duration.ZERO));
          } else {
            write(() -> completer.releaseIfFinal(job, isCommitUnknown));
          }
        }
        default -> {
          Optional<SluiceException> shortage = handles.behind(last, failure);
          Optional<Excuses.Reason> excuse =
              shortage.isPresent()
                  ? Optional.of(Excuses.Reason.HANDLES)
                  : otherExcuse(last, failure);
          if (excuse.isPresent()) {
            excused.incrementAndGet();
          }
          SluiceException reason = shortage.orElse(failure);
          write(() -> completer.retryOrFail(last, reason, excuse, isCommitUnknown));
        }
      }
    } catch (RuntimeException e) {
      // After its lease the job is claimed again.
      FailureLog.log(LOG, "The end of job " + job.id() + " could not be written", e);
    }
  }

  private Optional<Excuses.Reason> otherExcuse(Job job, SluiceException failure) {
    if (failure.code() == FailureCode.MEMORY_SHORT) {
      return Optional.of(Excuses.Reason.MEMORY);
    }
    return storage.excuses(job, failure, running.size() > 1)
        ? Optional.of(Excuses.Reason.STORAGE)
        : Optional.empty();
  }

  private void heartbeats() {
    // Leases are extended until the last attempt has ended.
    while (stop.count() == 0) {
      stop.await(0, HEARTBEAT_INTERVAL);
      try {
        heartbeat();
      } catch (RuntimeException | Error e) {
        noteFailure(e, "Leases cannot be extended right now");
      }
    }
  }

  /** Ends attempts that exceed their time, also while a heartbeat waits for the database. */
  private void endOverdueJobs() {
    while (stop.count() == 0) {
      stop.await(0, TIMEOUT_CHECK_INTERVAL);
      try {
        running.values().stream()
            .filter(here -> here.mustEnd(settings.jobTimeout()))
            .forEach(here -> here.monitor().end(overdue()));
      } catch (RuntimeException | Error e) {
        noteFailure(e, "The time limits of jobs cannot be checked right now");
      }
    }
  }

  private SluiceException overdue() {
    return new SluiceException(
        FailureCode.JOB_TIMEOUT,
        "The job took longer than the job-timeout of " + Durations.inWords(settings.jobTimeout()));
  }

  private void heartbeat() {
    List<RunningJob> now = List.copyOf(running.values());
    List<Job> waiting = waiting().toList();
    if (database.isOn()) {
      jobs.check();
    }
    Beat beat = new Beat(System.nanoTime(), clock.instant());
    List<JobQueue.Beat> beats =
        Stream.concat(
                now.stream().map(RunningJob::beat),
                waiting.stream()
                    .map(job -> new JobQueue.Beat(job.id(), job.attempt(), job.progress())))
            .toList();
    Set<JobId> held =
        beats.isEmpty() ? Set.of() : queue.heartbeat(beats, beat.at().plus(settings.lease()));
    lastBeat = beat;
    database.end();
    if (beats.isEmpty()) {
      return;
    }
    waiting.stream().filter(job -> !held.contains(job.id())).forEach(this::drop);
    stopRequests.apply(now, waiting).forEach(this::drop);
    for (RunningJob here : now) {
      if (!held.contains(here.job().id())) {
        // The job was cancelled through another process, or claimed by one after its lease ran out.
        here.monitor()
            .end(
                new SluiceException(FailureCode.INTERRUPTED, "The job is no longer this worker's"));
      } else {
        events.publish(JobEvent.Kind.PROGRESSED, here.now());
      }
    }
  }

  /** Drops a waiting job that was cancelled, or claimed by another process. */
  private void drop(Job job) {
    if (suspects.remove(job) || memoryTurn.remove(job)) {
      completer.releaseIfFinal(job, false);
      // Nothing is claimed while a suspect waits.
      signal.raise();
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
    releaseWaiting();
    running.values().forEach(here -> here.monitor().end(reason));
    try {
      if (!workers.awaitTermination(settings.grace().toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(Level.WARNING, "{0} jobs did not end in time", running.size());
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    closing.end(reason);
    stop.raise();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void releaseWaiting() {
    memoryTurn.job().filter(memoryTurn::remove).ifPresent(suspects::add);
    for (Job job = suspects.poll(); job != null; job = suspects.poll()) {
      releaseUnstarted(job, Duration.ZERO);
    }
  }
}
