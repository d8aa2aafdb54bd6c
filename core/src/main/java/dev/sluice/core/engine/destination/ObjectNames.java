package dev.sluice.core.engine.destination;

import dev.sluice.core.engine.common.Outage;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.artifact.ArtifactStore.IfExists;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.store.ObjectNameStore;
import dev.sluice.core.request.FileName;
import dev.sluice.core.request.ObjectPath;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Chooses the name of a job's object. Without {@code overwrite} the name is free, both in the
 * storage and among the jobs that run; a reservation in the job store keeps it for the job.
 * Thread-safe.
 */
public final class ObjectNames {
  /** The most numbered objects of one name. */
  private static final int MAX_NUMBER = 10_000;

  /**
   * The path of the object, and the behaviour if an object exists there.
   *
   * @param sidecarIfExists the behaviour if a sidecar exists
   */
  public record Target(ObjectPath path, IfExists ifExists, IfExists sidecarIfExists) {}

  private final ObjectNameStore reservations;
  private final Outage database;

  /**
   * @param database the outage of the store of reservations; a choice waits for its end
   */
  public ObjectNames(ObjectNameStore reservations, Outage database) {
    this.reservations = reservations;
    this.database = database;
  }

  /**
   * Chooses and reserves the name.
   *
   * @param sidecars the extensions of its sidecars, whose names must be free as well
   */
  public Target choose(
      Job job, Media media, ObjectNamespace to, List<String> sidecars, StageMonitor monitor) {
    ArtifactStore store = to.store();
    ObjectPath wanted = wanted(job, media, to.prefix());
    if (job.request().overwrite()) {
      return new Target(wanted, IfExists.REPLACE, IfExists.REPLACE);
    }
    // The path was free when an earlier attempt reserved it, so what is there now is that
    // attempt's.
    Optional<ObjectPath> ours = database.waitingFor(monitor, () -> reservations.reserved(job.id()));
    if (ours.isPresent() && store.exists(ours.get())) {
      return new Target(ours.get(), IfExists.REPLACE, IfExists.REPLACE);
    }
    // That attempt stored nothing yet, and may have planned fewer sidecars.
    if (ours.isPresent() && !anyExists(store, ours.get(), sidecars)) {
      return new Target(ours.get(), IfExists.REPLACE, IfExists.FAIL);
    }
    for (int number = 1; number <= MAX_NUMBER; number++) {
      ObjectPath candidate = number == 1 ? wanted : wanted.numbered(number);
      if (isTaken(store, candidate, sidecars)
          || !database.waitingFor(
              monitor, () -> reservations.reserve(to.space(), candidate, job.id()))) {
        continue;
      }
      // Another job may have stored it between the check and the reservation.
      if (!isTaken(store, candidate, sidecars)) {
        return new Target(candidate, IfExists.FAIL, IfExists.FAIL);
      }
      database.waitingFor(monitor, () -> released(job));
    }
    throw new SluiceException(
        FailureCode.NAME_TAKEN,
        String.format(
            Locale.ROOT,
            "There are already %d objects named %s; choose another filename or folder",
            MAX_NUMBER,
            wanted.fileName()));
  }

  private JobId released(Job job) {
    reservations.release(job.id());
    return job.id();
  }

  private static boolean isTaken(ArtifactStore store, ObjectPath path, List<String> sidecars) {
    return store.exists(path) || anyExists(store, path, sidecars);
  }

  private static boolean anyExists(ArtifactStore store, ObjectPath path, List<String> sidecars) {
    return sidecars.stream().anyMatch(extension -> store.exists(sidecarPath(path, extension)));
  }

  /** Returns the path of a sidecar of the object at this path. */
  public static ObjectPath sidecarPath(ObjectPath path, String extension) {
    try {
      return path.withExtension(extension);
    } catch (IllegalArgumentException e) {
      throw tooLong(e);
    }
  }

  /**
   * Returns the name before existing objects are considered. Pure.
   *
   * @param prefix stands before it: empty, or completer in a slash
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
        String.format(
            Locale.ROOT,
            "The object's name with its folders is longer than %d bytes; shorten one of them",
            ObjectPath.MAX_BYTES),
        why);
  }

  private static Optional<FileName> withoutExtension(String fileName) {
    return FileName.derived(fileName.replaceFirst("\\.[A-Za-z0-9]{1,5}$", ""));
  }
}
