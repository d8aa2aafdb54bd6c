package dev.sluice.core.engine;

import dev.sluice.core.engine.destination.StorageResolver;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.core.request.ObjectPath;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;

/** Deletes the files of jobs that are over. */
final class ArtifactRemoval {
  private static final Logger LOG = System.getLogger(ArtifactRemoval.class.getName());

  private final JobStore jobs;
  private final StorageResolver storages;

  ArtifactRemoval(JobStore jobs, StorageResolver storages) {
    this.jobs = jobs;
    this.storages = storages;
  }

  /**
   * @return where the file was; empty if the job has none, or does not exist
   */
  Optional<ObjectPath> remove(JobId id) {
    Optional<Job> job = jobs.find(id);
    while (job.isPresent() && job.get().artifact().isPresent()) {
      Artifact made = job.get().artifact().get();
      ObjectPath path = made.path();
      boolean ours = isOurs(job.get(), path);
      if (ours) {
        delete(job.get(), made);
      }
      if (jobs.move(job.get().withoutFile(), List.of())) {
        jobs.release(id);
        LOG.log(
            Level.INFO,
            "job {0}: {1} {2}",
            id,
            path,
            ours ? "deleted" : "let be, since it is another job''s by now");
        return Optional.of(path);
      }
      // Somebody deleted it between the look and the move: look again.
      job = jobs.find(id);
    }
    return Optional.empty();
  }

  private void delete(Job job, Artifact made) {
    try {
      storages.delete(job, made);
    } catch (InvalidRequestException e) {
      // Nothing was begun, and nothing ever will be: the name is nobody's to keep.
      jobs.release(job.id());
      throw e;
    }
  }

  /**
   * The name is reserved until the job is written without its file: should this process die in
   * between, the repetition must not delete what another job has stored there meanwhile. A job that
   * overwrites asks for no reservation, and is seen by its artifact.
   */
  private boolean isOurs(Job job, ObjectPath path) {
    String space = StorageResolver.spaceOf(job);
    return jobs.reserve(space, path, job.id())
        && jobs.lastStoredAt(space, path).filter(job.id()::equals).isPresent();
  }
}
