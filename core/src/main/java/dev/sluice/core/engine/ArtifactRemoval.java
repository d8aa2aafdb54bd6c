package dev.sluice.core.engine;

import dev.sluice.core.engine.destination.StorageResolver;
import dev.sluice.core.engine.destination.StoredObjects;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.port.store.ObjectNameStore;
import dev.sluice.core.port.store.ObjectNameStore.Names;
import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.core.request.ObjectPath;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Deletes the files of jobs that have ended. */
final class ArtifactRemoval {
  private static final Logger LOG = System.getLogger(ArtifactRemoval.class.getName());

  private final JobStore jobs;
  private final ObjectNameStore names;
  private final StoredObjects objects;
  private final StorageResolver storages;

  ArtifactRemoval(JobStore jobs, ObjectNameStore names, StorageResolver storages) {
    this.jobs = jobs;
    this.names = names;
    this.objects = new StoredObjects(names, jobs);
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
      List<ObjectPath> ours = reserved(job.get(), artifact);
      delete(job.get(), ours);
      if (jobs.move(without.apply(job.get()), List.of())) {
        names.release(id);
        LOG.log(
            Level.INFO,
            "job {0}: {1} {2}",
            id,
            artifact.path(),
            ours.isEmpty() ? "left alone: it belongs to another job now" : "deleted");
        return Optional.of(artifact.path());
      }
      // The job changed between the read and the move: read it again.
      job = jobs.find(id);
    }
    return Optional.empty();
  }

  private void delete(Job job, List<ObjectPath> paths) {
    try {
      storages.delete(job, paths);
    } catch (InvalidRequestException e) {
      // The delete never started and cannot be retried, so the names are released.
      names.release(job.id());
      throw e;
    }
  }

  /**
   * Returns which objects of the artifact are this job's: none if another job has stored its file
   * there, and no sidecar that another job has stored or is about to store. Their names stay
   * reserved until the job is written without its file, so that neither another job nor, after a
   * crash, a repeated call meets an object that changes meanwhile.
   *
   * @throws SluiceException STORE_UNAVAILABLE if another job is about to overwrite or delete one
   */
  private List<ObjectPath> reserved(Job job, Artifact artifact) {
    ObjectPath file = artifact.path();
    Set<ObjectPath> sidecars = new LinkedHashSet<>(artifact.paths());
    sidecars.remove(file);
    if (!objects.isLastFile(job, file)) {
      return List.of();
    }
    sidecars.removeIf(sidecar -> objects.isSidecarOfAnother(job, file, sidecar));
    String space = StorageResolver.spaceOf(job);
    Names wanted = new Names(file, sidecars);
    while (!names.reserve(space, wanted, job.id())) {
      for (ObjectPath taken : wanted.all()) {
        if (isFreedOf(job, space, taken)) {
          continue;
        }
        if (taken.equals(file)) {
          return List.of();
        }
        sidecars.remove(taken);
      }
      wanted = new Names(file, sidecars);
    }
    // Another job may have ended between the check and the reservation.
    if (!objects.isLastFile(job, file)) {
      return List.of();
    }
    sidecars.removeIf(sidecar -> objects.isSidecarOfAnother(job, file, sidecar));
    return Stream.concat(Stream.of(file), sidecars.stream()).toList();
  }

  /**
   * Frees the path of the reservation of a job that does not use it any more.
   *
   * @return false if a running job has reserved it, which found no object there
   */
  private boolean isFreedOf(Job job, String space, ObjectPath path) {
    Optional<JobId> holding =
        names.reservedBy(space, path).filter(other -> !other.equals(job.id()));
    if (holding.isEmpty()) {
      return true;
    }
    Optional<Job> other = jobs.find(holding.get());
    // A process that died while its job was cancelled leaves such a reservation.
    boolean isLeft =
        other.map(holder -> holder.status().isFinal() && !hasStored(holder, path)).orElse(true);
    if (isLeft) {
      // If a third job is faster, the next reservation fails again.
      names.takeOver(space, path, holding.get(), job.id());
      return true;
    }
    if (!other.get().status().isFinal() && !other.get().request().overwrite()) {
      return false;
    }
    throw new SluiceException(
        FailureCode.STORE_UNAVAILABLE,
        String.format(
            Locale.ROOT,
            "%s is being overwritten or deleted by job %s; try again when that has ended",
            path,
            holding.get()));
  }

  private static boolean hasStored(Job job, ObjectPath path) {
    return job.artifact().filter(artifact -> artifact.paths().contains(path)).isPresent();
  }
}
