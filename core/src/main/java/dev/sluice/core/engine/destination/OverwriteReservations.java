package dev.sluice.core.engine.destination;

import dev.sluice.core.engine.common.Outage;
import dev.sluice.core.engine.common.Signal;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.port.store.ObjectNameStore;
import dev.sluice.core.port.store.ObjectNameStore.Names;
import dev.sluice.core.request.ObjectPath;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Reserves the name of a file for a job that overwrites, just before it stores the file. So nobody
 * deletes an older file of this name, or overwrites it as well, until the job has ended.
 * Thread-safe.
 */
public final class OverwriteReservations {
  /**
   * How long to wait for another job that may be about to store or delete a file of this name. An
   * S3 store repeats a request for two minutes; after that, the other one's process is dead.
   */
  static final Duration LONGEST_WAIT = Duration.ofMinutes(3);

  private static final Duration PAUSE = Duration.ofMillis(50);

  private final ObjectNameStore names;
  private final JobStore jobs;
  private final Outage database;
  private final LongSupplier nanoTime;

  /**
   * @param database the outage of both stores; a call waits for its end
   * @param nanoTime as of {@link System#nanoTime}
   */
  public OverwriteReservations(
      ObjectNameStore names, JobStore jobs, Outage database, LongSupplier nanoTime) {
    this.names = names;
    this.jobs = jobs;
    this.database = database;
    this.nanoTime = nanoTime;
  }

  /** Releases what an earlier attempt of the job has reserved, so that nobody waits for it. */
  void releaseEarlier(Job job, StageMonitor monitor) {
    database.waitingFor(
        monitor,
        () -> {
          names.release(job.id());
          return job.id();
        });
  }

  /**
   * Reserves the name, and waits for another job that may be about to store or delete a file.
   *
   * @throws dev.sluice.core.failure.SluiceException the monitor's reason if the job must end
   */
  public void reserve(Job job, ObjectNamespace to, ObjectPath file, StageMonitor monitor) {
    Signal cancelled = new Signal();
    Optional<JobId> holder = Optional.empty();
    long seenSince = 0;
    try (StageMonitor.Registration waking = monitor.onCancel(cancelled::raise)) {
      while (true) {
        monitor.check();
        long seen = cancelled.count();
        if (database.waitingFor(
            monitor, () -> names.reserve(to.space(), Names.of(file), job.id()))) {
          return;
        }
        Optional<JobId> other =
            database.waitingFor(monitor, () -> names.reservedBy(to.space(), file));
        long now = nanoTime.getAsLong();
        if (!other.equals(holder)) {
          holder = other;
          seenSince = now;
        }
        boolean isOver = now - seenSince >= LONGEST_WAIT.toNanos();
        if (other.isPresent() && (isOver || !mayChange(other.get(), to, file, monitor))) {
          database.waitingFor(
              monitor, () -> names.takeOver(to.space(), file, other.get(), job.id()));
        } else {
          cancelled.await(seen, PAUSE);
        }
      }
    }
  }

  /** Returns whether the job may be about to store the file or to delete it. */
  private boolean mayChange(
      JobId other, ObjectNamespace to, ObjectPath file, StageMonitor monitor) {
    Optional<Job> holder = database.waitingFor(monitor, () -> jobs.find(other));
    if (holder.isEmpty() || holder.get().status() == JobStatus.PENDING) {
      return false;
    }
    // A running job without overwrite has reserved a name without a file, long before it stores
    // one. A later attempt replaces what the earlier one may have stored.
    return holder.get().status().isFinal()
        || holder.get().attempt() > 1
        || holder.get().request().overwrite()
        || to.store().exists(file);
  }
}
