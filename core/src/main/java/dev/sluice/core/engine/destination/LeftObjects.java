package dev.sluice.core.engine.destination;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.port.store.ObjectNameStore;
import dev.sluice.core.port.store.ObjectNameStore.Names;
import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.core.request.ObjectPath;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

/**
 * Deletes the objects that attempts of a job have left, if the job ends without a file: their
 * workers died, or a storage did not respond to a commit. What exists under the reserved names of
 * such a job was stored by it, since they were free when it reserved them. A job whose attempts
 * have all ended in order has left nothing, and deletes nothing: what exists under its names
 * appeared meanwhile and belongs to somebody else. Thread-safe.
 */
public final class LeftObjects {
  private static final Logger LOG = System.getLogger(LeftObjects.class.getName());

  /** How long after the end of a job its worker, if it lives, deletes what is left. */
  private static final Duration WORKERS_TIME = Duration.ofMinutes(10);

  private static final Duration RETRY = Duration.ofHours(1);
  private static final int AT_ONCE = 100;
  private static final int MOST_AT_ONCE = 10_000;

  private final ObjectNameStore names;
  private final JobStore jobs;
  private final StoredObjects objects;
  private final StorageResolver storages;
  private final Executor executor;
  private final Map<JobId, Instant> postponed = new ConcurrentHashMap<>();

  /**
   * @param executor runs what waits for a storage; what it rejects is left to {@link #round}
   */
  public LeftObjects(
      ObjectNameStore names, JobStore jobs, StorageResolver storages, Executor executor) {
    this.names = names;
    this.jobs = jobs;
    this.objects = new StoredObjects(names, jobs);
    this.storages = storages;
    this.executor = executor;
  }

  /**
   * Releases the names of a job that has ended without a file. If an attempt may have stored under
   * them, what exists there is deleted first, later and by another thread; if the storage is
   * unavailable then, the names stay reserved for {@link #round}.
   *
   * @param job with the settings of its storage, which its end wipes
   * @param isCommitUnknown whether the storage did not respond to the last attempt's commit
   */
  public void delete(Job job, boolean isCommitUnknown) {
    if (job.lostLeases() == 0 && !isCommitUnknown) {
      names.release(job.id());
      return;
    }
    try {
      executor.execute(
          () -> {
            if (isDone(job)) {
              names.release(job.id());
            }
          });
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "job {0}: this process ends before it deletes what is left", job.id());
    }
  }

  private boolean isDone(Job job) {
    Optional<Names> reserved = names.reserved(job.id());
    if (reserved.isEmpty()) {
      return true;
    }
    Names left = reserved.get();
    if (job.request().overwrite()) {
      // It reserves its names when it is about to store. No storage tells whether it has.
      LOG.log(
          Level.INFO,
          "job {0} ended while it overwrote {1}, which has the old content or the new",
          job.id(),
          left.file());
      return true;
    }
    try {
      List<ObjectPath> own =
          left.all().stream().filter(path -> !objects.isOfAnother(job, left.file(), path)).toList();
      storages.delete(job, own);
      return true;
    } catch (InvalidRequestException e) {
      // The bucket of a client cannot be opened any more, also not later.
      LOG.log(
          Level.WARNING,
          "job {0} ended without a file, and what its attempts may have stored at {1} stays: {2}",
          job.id(),
          left.file(),
          e.getMessage());
      return true;
    } catch (SluiceException | IllegalArgumentException e) {
      LOG.log(
          Level.WARNING,
          "job {0} ended without a file, and what its attempts may have stored at {1} cannot be"
              + " deleted yet; trying again in an hour ({2})",
          job.id(),
          left.file(),
          e.getMessage());
      return false;
    }
  }

  /**
   * Does the same for jobs whose names are still reserved some minutes after their end: their
   * process died, or the storage was unavailable. One that fails is tried again after an hour and
   * holds up no other.
   *
   * @param stopping whether to end early
   */
  public void round(Instant now, BooleanSupplier stopping) {
    postponed.values().removeIf(until -> !until.isAfter(now) || until.isAfter(now.plus(RETRY)));
    int most = Math.min(MOST_AT_ONCE, AT_ONCE + postponed.size());
    for (JobId id : names.reservedByEnded(now.minus(WORKERS_TIME), most)) {
      if (stopping.getAsBoolean()) {
        return;
      }
      if (!postponed.containsKey(id)) {
        Optional<Job> job = jobs.find(id);
        boolean wasDeleted = job.filter(ended -> ended.status() != JobStatus.COMPLETED).isEmpty();
        if (wasDeleted || isDone(job.get())) {
          names.release(id);
        } else {
          postponed.put(id, now.plus(RETRY));
        }
      }
    }
  }
}
