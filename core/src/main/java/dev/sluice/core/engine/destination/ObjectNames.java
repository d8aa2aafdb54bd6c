package dev.sluice.core.engine.destination;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.artifact.ArtifactStore.IfExists;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.request.FileName;
import dev.sluice.core.request.ObjectPath;
import java.util.List;
import java.util.Optional;

/**
 * Finds the name of a job's object. Without {@code overwrite} it is one that nobody has, in the
 * storage or on the way to it; a reservation in the job store keeps it for the job.
 */
public final class ObjectNames {
  /** So many objects of one name are too many to be meant. */
  private static final int MOST_OF_ONE_NAME = 10_000;

  /**
   * Where to store, and what to do with an object that is there.
   *
   * @param besideExists the same for what is to lie beside it
   */
  public record Place(ObjectPath path, IfExists ifExists, IfExists besideExists) {}

  private final JobStore jobs;

  public ObjectNames(JobStore jobs) {
    this.jobs = jobs;
  }

  /**
   * @param beside extensions of what is to lie beside it, whose names must be free as well
   */
  public Place placeFor(Job job, Media media, ObjectNamespace to, List<String> beside) {
    ArtifactStore store = to.store();
    ObjectPath wanted = wanted(job, media, to.prefix());
    if (job.request().overwrite()) {
      return new Place(wanted, IfExists.REPLACE, IfExists.REPLACE);
    }
    // The path was free when an earlier attempt reserved it: what lies there now is that attempt's.
    Optional<ObjectPath> ours = jobs.reserved(job.id());
    if (ours.isPresent() && store.exists(ours.get())) {
      return new Place(ours.get(), IfExists.REPLACE, IfExists.REPLACE);
    }
    // That attempt stored nothing yet, and may have known of less to lie beside it.
    if (ours.isPresent() && !anyExists(store, ours.get(), beside)) {
      return new Place(ours.get(), IfExists.REPLACE, IfExists.FAIL);
    }
    for (int number = 1; number <= MOST_OF_ONE_NAME; number++) {
      ObjectPath candidate = number == 1 ? wanted : wanted.numbered(number);
      if (isTaken(store, candidate, beside) || !jobs.reserve(to.space(), candidate, job.id())) {
        continue;
      }
      // Somebody may have finished between the look and the reservation.
      if (!isTaken(store, candidate, beside)) {
        return new Place(candidate, IfExists.FAIL, IfExists.FAIL);
      }
      jobs.release(job.id());
    }
    throw new SluiceException(
        FailureCode.NAME_TAKEN,
        "There are already %d objects named %s; choose another filename or folder"
            .formatted(MOST_OF_ONE_NAME, wanted.fileName()));
  }

  private static boolean isTaken(ArtifactStore store, ObjectPath path, List<String> beside) {
    return store.exists(path) || anyExists(store, path, beside);
  }

  private static boolean anyExists(ArtifactStore store, ObjectPath path, List<String> beside) {
    return beside.stream().anyMatch(extension -> store.exists(beside(path, extension)));
  }

  /** Where what belongs to the object at this path lies: under its name. */
  public static ObjectPath beside(ObjectPath path, String extension) {
    try {
      return path.withExtension(extension);
    } catch (IllegalArgumentException e) {
      throw tooLong(e);
    }
  }

  /**
   * The name before anybody else's is considered. Pure.
   *
   * @param prefix stands before it: empty, or ending in a slash
   */
  static ObjectPath wanted(Job job, Media media, String prefix) {
    String name =
        job.request()
            .filename()
            .or(() -> media.title().flatMap(FileName::derived))
            .or(() -> media.proposedName().flatMap(ObjectNames::withoutExtension))
            .or(() -> withoutExtension(job.request().url().lastSegment()))
            .map(FileName::value)
            .orElse(job.id().toString());
    StringBuilder path = new StringBuilder(prefix);
    job.request().folder().ifPresent(folder -> path.append(folder.value()).append('/'));
    path.append(name).append('.').append(job.request().output().container().extension());
    try {
      return ObjectPath.of(path.toString());
    } catch (IllegalArgumentException e) {
      throw tooLong(e);
    }
  }

  private static SluiceException tooLong(IllegalArgumentException why) {
    return new SluiceException(
        FailureCode.STORE_REFUSED,
        "The object's name with its folders is longer than %d bytes; shorten one of them"
            .formatted(ObjectPath.MAX_BYTES),
        why);
  }

  private static Optional<FileName> withoutExtension(String fileName) {
    return FileName.derived(fileName.replaceFirst("\\.[A-Za-z0-9]{1,5}$", ""));
  }
}
