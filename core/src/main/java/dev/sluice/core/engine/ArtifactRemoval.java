package dev.sluice.core.engine;

import dev.sluice.core.engine.destination.StorageResolver;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.port.store.ObjectNameStore;
import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.core.request.ObjectPath;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Deletes the files of jobs that have ended. */
final class ArtifactRemoval {
  private static final Logger LOG = System.getLogger(ArtifactRemoval.class.getName());

  private final JobStore jobs;
  private final ObjectNameStore names;
  private final StorageResolver storages;

  ArtifactRemoval(JobStore jobs, ObjectNameStore names, StorageResolver storages) {
    this.jobs = jobs;
    this.names = names;
    this.storages = storages;
  }

  /**
   * Deletes the job's file because somebody asked for it.
   *
   * @return the path of the deleted file; empty if the job has no file or does not exist
   */
  Optional<ObjectPath> remove(JobId id) {
    return remove(id, Job::withoutFile);
  }

  /**
   * Deletes the job's file because its time is over.
   *
   * @return false if the job has no file or does not exist
   */
  boolean expire(JobId id, Instant now) {
    return remove(id, job -> job.expired(now)).isPresent();
  }

  private Optional<ObjectPath> remove(JobId id, UnaryOperator<Job> without) {
    Optional<Job> job = jobs.find(id);
    while (job.isPresent() && job.get().artifact().isPresent()) {
      Artifact artifact = job.get().artifact().get();
      ObjectPath path = artifact.path();
      boolean ours = isOurs(job.get(), path);
      if (ours) {
        delete(job.get(), artifact);
      }
      if (jobs.move(without.apply(job.get()), List.of())) {
        names.release(id);
        LOG.log(
            Level.INFO,
            "job {0}: {1} {2}",
            id,
            path,
            ours ? "deleted" : "left alone: it belongs to another job now");
        return Optional.of(path);
      }
      // The job changed between the read and the move: read it again.
      job = jobs.find(id);
    }
    return Optional.empty();
  }

  private void delete(Job job, Artifact artifact) {
    try {
      storages.delete(job, artifact);
    } catch (InvalidRequestException e) {
      // The delete never started and cannot be retried, so the name is released.
      names.release(job.id());
      throw e;
    }
  }

  /**
   * Returns whether the object at the path is this job's. The name stays reserved until the job is
   * written without its file, so that neither another job nor, after a crash, a repeated call meets
   * an object that changes meanwhile.
   *
   * @throws SluiceException STORE_UNAVAILABLE if another job is about to overwrite or delete it
   */
  private boolean isOurs(Job job, ObjectPath path) {
    String space = StorageResolver.spaceOf(job);
    if (!isLastStored(job, space, path)) {
      return false;
    }
    if (names.reserve(space, path, job.id())) {
      // Another job may have ended between the check and the reservation.
      return isLastStored(job, space, path);
    }
    Optional<JobId> holding = names.reservedBy(space, path);
    Optional<Job> other = holding.flatMap(jobs::find);
    // A process that died while its job was cancelled leaves such a reservation.
    boolean isLeft =
        other
            .map(holder -> holder.status().isFinal() && !hasFile(holder, path))
            .orElse(holding.isPresent());
    if (isLeft && names.takeOver(space, path, holding.orElseThrow(), job.id())) {
      return isLastStored(job, space, path);
    }
    // It found no object there.
    boolean isFree =
        other
            .filter(holder -> !holder.status().isFinal() && !holder.request().overwrite())
            .isPresent();
    if (isFree) {
      return false;
    }
    throw new SluiceException(
        FailureCode.STORE_UNAVAILABLE,
        String.format(
            Locale.ROOT,
            "%s is being overwritten or deleted%s; try again when that has ended",
            path,
            other.map(holder -> " by job " + holder.id()).orElse("")));
  }

  private static boolean hasFile(Job job, ObjectPath path) {
    return job.artifact().filter(artifact -> artifact.path().equals(path)).isPresent();
  }

  private boolean isLastStored(Job job, String space, ObjectPath path) {
    return names.lastStoredAt(space, path).filter(job.id()::equals).isPresent();
  }
}
