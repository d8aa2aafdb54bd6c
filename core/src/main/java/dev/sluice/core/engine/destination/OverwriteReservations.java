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
 * Reserves the names of a file and its sidecars for a job that overwrites, just before it stores
 * them. So nobody deletes older ones of these names, or overwrites them as well, until the job has
 * ended. Thread-safe.
 */
public final class OverwriteReservations {
  /**
   * How long to wait for another job that may be about to store or delete a file of such a name. An
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
   * Reserves the names, and waits for other jobs that may be about to store or delete under one.
   *
   * @throws dev.sluice.core.failure.SluiceException the monitor's reason if the job must end
   */
  public void reserve(Job job, ObjectNamespace to, Names wanted, StageMonitor monitor) {
    Signal cancelled = new Signal();
    Optional<JobId> holder = Optional.empty();
    long seenSince = 0;
    try (StageMonitor.Registration waking = monitor.onCancel(cancelled::raise)) {
      while (true) {
        monitor.check();
        long seen = cancelled.count();
        if (database.waitingFor(monitor, () -> names.reserve(to.space(), wanted, job.id()))) {
          return;
        }
        Optional<Taken> taken = database.waitingFor(monitor, () -> taken(job, to, wanted));
        Optional<JobId> other = taken.map(Taken::by);
        long now = nanoTime.getAsLong();
        if (!other.equals(holder)) {
          holder = other;
          seenSince = now;
        }
        boolean isOver = now - seenSince >= LONGEST_WAIT.toNanos();
        if (taken.isPresent() && (isOver || !mayChange(other.get(), to, monitor))) {
          ObjectPath path = taken.get().path();
          database.waitingFor(
              monitor, () -> names.takeOver(to.space(), path, other.get(), job.id()));
        } else {
          cancelled.await(seen, PAUSE);
        }
      }
    }
  }

  private record Taken(ObjectPath path, JobId by) {}

  /** Returns the first of the names that another job has reserved. */
  private Optional<Taken> taken(Job job, ObjectNamespace to, Names wanted) {
    return wanted.all().stream()
        .flatMap(path -> names.reservedBy(to.space(), path).map(by -> new Taken(path, by)).stream())
        .filter(taken -> !taken.by().equals(job.id()))
        .findFirst();
  }

  /** Returns whether the job may be about to store its objects or to delete them. */
  private boolean mayChange(JobId other, ObjectNamespace to, StageMonitor monitor) {
    Optional<Job> holder = database.waitingFor(monitor, () -> jobs.find(other));
    if (holder.isEmpty() || holder.get().status() == JobStatus.PENDING) {
      return false;
    }
    // A running job without overwrite has reserved names without objects, long before it stores
    // any. A later attempt replaces what the earlier one may have stored.
    return holder.get().status().isFinal()
        || holder.get().attempt() > 1
        || holder.get().request().overwrite()
        || database.waitingFor(monitor, () -> names.reserved(other)).stream()
            .flatMap(reserved -> reserved.all().stream())
            .anyMatch(to.store()::exists);
  }
}
