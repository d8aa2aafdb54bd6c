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
import java.util.Optional;

/**
 * Deletes the objects that attempts of a job have left, if the job ends without a file: their
 * workers died, or a storage did not respond to a commit. What exists under the reserved names of a
 * job was stored by it, since they were free when it reserved them. Thread-safe.
 */
public final class LeftObjects {
  private static final Logger LOG = System.getLogger(LeftObjects.class.getName());

  /** How long after the end of a job its worker, if it lives, deletes what is left. */
  private static final Duration WORKERS_TIME = Duration.ofMinutes(10);

  private static final Duration RETRY = Duration.ofHours(1);
  private static final int AT_ONCE = 100;

  private final ObjectNameStore names;
  private final JobStore jobs;
  private final StoredObjects objects;
  private final StorageResolver storages;
  private volatile Instant nextRound = Instant.MIN;

  public LeftObjects(ObjectNameStore names, JobStore jobs, StorageResolver storages) {
    this.names = names;
    this.jobs = jobs;
    this.objects = new StoredObjects(names, jobs);
    this.storages = storages;
  }

  /**
   * Deletes what is left of a job that has ended without a file, and releases its names. If the
   * storage is unavailable, the names stay reserved for {@link #round}.
   *
   * @param job with the settings of its storage, which its end wipes
   */
  public void delete(Job job) {
    if (isDone(job)) {
      names.release(job.id());
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
          "job {0} failed while it overwrote {1}, which has the old content or the new",
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
    } catch (SluiceException e) {
      LOG.log(
          Level.WARNING,
          "job {0} ended without a file, and what its attempts may have stored at {1} cannot be"
              + " deleted yet; trying again within an hour ({2}: {3})",
          job.id(),
          left.file(),
          e.code(),
          e.getMessage());
      return false;
    }
  }

  /**
   * Does the same for jobs whose process died when they ended, or whose storage was unavailable.
   */
  public void round(Instant now) {
    if (now.isBefore(nextRound)) {
      return;
    }
    for (JobId id : names.reservedByEnded(now.minus(WORKERS_TIME), AT_ONCE)) {
      Optional<Job> job = jobs.find(id);
      boolean wasDeleted = job.filter(ended -> ended.status() != JobStatus.COMPLETED).isEmpty();
      if (wasDeleted || isDone(job.get())) {
        names.release(id);
      } else {
        nextRound = now.plus(RETRY);
        return;
      }
    }
  }
}
