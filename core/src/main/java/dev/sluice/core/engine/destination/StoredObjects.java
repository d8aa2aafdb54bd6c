package dev.sluice.core.engine.destination;

import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Job;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.port.store.ObjectNameStore;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.ObjectPath;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tells to which of the jobs that have ended the objects in a storage belong. The database knows
 * the paths of files alone. A sidecar has the name of its file with another extension, so a file of
 * each format is asked for its sidecars. Thread-safe.
 */
public final class StoredObjects {
  private final ObjectNameStore names;
  private final JobStore jobs;

  public StoredObjects(ObjectNameStore names, JobStore jobs) {
    this.names = names;
    this.jobs = jobs;
  }

  /** Returns whether the job is the last that stored a file under the path. */
  public boolean isLastFile(Job job, ObjectPath file) {
    return names.lastStoredAt(spaceOf(job), file).filter(job.id()::equals).isPresent();
  }

  /**
   * Returns whether another job has reserved the path, or has stored the object there: as its file,
   * or as a sidecar after this job ended.
   *
   * @param file the path of this job's file
   * @param path the same, or that of a sidecar of it
   */
  public boolean isOfAnother(Job job, ObjectPath file, ObjectPath path) {
    String space = spaceOf(job);
    return Stream.of(names.reservedBy(space, path), names.lastStoredAt(space, path))
            .flatMap(Optional::stream)
            .anyMatch(other -> !other.equals(job.id()))
        || !path.equals(file) && isSidecarOfAnother(job, file, path);
  }

  /** Returns whether another job has stored the sidecar after this job ended. */
  public boolean isSidecarOfAnother(Job job, ObjectPath file, ObjectPath sidecar) {
    return Arrays.stream(Container.values())
        .flatMap(container -> withExtension(file, container.extension()))
        .flatMap(sibling -> names.lastStoredAt(spaceOf(job), sibling).stream())
        .filter(other -> !other.equals(job.id()))
        .flatMap(other -> jobs.find(other).stream())
        .anyMatch(other -> hasStored(other, sidecar) && hasEndedAfter(other, job));
  }

  private static Stream<ObjectPath> withExtension(ObjectPath file, String extension) {
    try {
      return Stream.of(file.withExtension(extension));
    } catch (IllegalArgumentException e) {
      // Too long for a path, so no job has stored a file there.
      return Stream.empty();
    }
  }

  private static boolean hasStored(Job job, ObjectPath path) {
    return job.artifact().map(Artifact::paths).filter(paths -> paths.contains(path)).isPresent();
  }

  /** Returns whether what the other job stored is newer; true if this one stored nothing. */
  private static boolean hasEndedAfter(Job other, Job job) {
    return job.artifact().isEmpty()
        || !other.finishedAt().orElseThrow().isBefore(job.finishedAt().orElseThrow());
  }

  private static String spaceOf(Job job) {
    return StorageResolver.spaceOf(job);
  }
}
