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
import dev.sluice.core.port.store.ObjectNameStore.Names;
import dev.sluice.core.request.FileName;
import dev.sluice.core.request.ObjectPath;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Chooses the name of a job's object. Without {@code overwrite} the name is free, both in the
 * storage and among the jobs that run; a reservation in the job store keeps it for the job.
 * Thread-safe.
 */
public final class ObjectNames {
  /** The most numbered objects of one name. */
  private static final int MAX_NUMBER = 10_000;

  /**
   * The names of the object and its sidecars.
   *
   * @param names those of the sidecars may be more than are stored
   * @param replaces whether the object and its sidecars replace others
   * @param earlier the names that an earlier attempt of the job reserved: what exists there is that
   *     attempt's
   */
  public record Target(Names names, boolean replaces, Set<ObjectPath> earlier) {
    /** Returns the path of the object. */
    public ObjectPath path() {
      return names.file();
    }

    /** Returns what happens if an object exists under the path, which is of a file or a sidecar. */
    public IfExists ifExists(ObjectPath written) {
      return replaces || earlier.contains(written) ? IfExists.REPLACE : IfExists.FAIL;
    }
  }

  private final ObjectNameStore reservations;
  private final OverwriteReservations overwrites;
  private final Outage database;

  /**
   * @param database the outage of the store of reservations; a choice waits for its end
   */
  public ObjectNames(
      ObjectNameStore reservations, OverwriteReservations overwrites, Outage database) {
    this.reservations = reservations;
    this.overwrites = overwrites;
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
      overwrites.releaseEarlier(job, monitor);
      return new Target(namesOf(wanted, sidecars), true, Set.of());
    }
    Optional<Names> ours = database.waitingFor(monitor, () -> reservations.reserved(job.id()));
    if (ours.isPresent()) {
      Names again = namesOf(ours.get().file(), sidecars);
      // The names were free when an earlier attempt reserved them, so what is there now is that
      // attempt's. It may have planned fewer sidecars.
      boolean isFree =
          again.all().stream()
              .filter(path -> !ours.get().all().contains(path))
              .noneMatch(store::exists);
      if (isFree && reserved(to, again, job, monitor)) {
        return new Target(again, false, ours.get().all());
      }
      if (database.waitingFor(monitor, () -> isReserved(job, to, ours.get().file()))) {
        ours.get().all().forEach(store::delete);
      }
    }
    for (int number = 1; number <= MAX_NUMBER; number++) {
      Names candidate = namesOf(number == 1 ? wanted : wanted.numbered(number), sidecars);
      if (isTaken(store, candidate) || !reserved(to, candidate, job, monitor)) {
        continue;
      }
      // Another job may have stored it between the check and the reservation.
      if (!isTaken(store, candidate)) {
        return new Target(candidate, false, Set.of());
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

  /**
   * Returns whether the name is reserved for the job: one that overwrites may have taken it over.
   */
  public boolean isReserved(Job job, ObjectNamespace to, ObjectPath file) {
    return reservations.reservedBy(to.space(), file).filter(job.id()::equals).isPresent();
  }

  private JobId released(Job job) {
    reservations.release(job.id());
    return job.id();
  }

  private boolean reserved(ObjectNamespace to, Names names, Job job, StageMonitor monitor) {
    return database.waitingFor(monitor, () -> reservations.reserve(to.space(), names, job.id()));
  }

  private static boolean isTaken(ArtifactStore store, Names names) {
    // The file first: it is the likeliest.
    return store.exists(names.file()) || names.sidecars().stream().anyMatch(store::exists);
  }

  private static Names namesOf(ObjectPath file, List<String> sidecars) {
    return new Names(
        file,
        sidecars.stream()
            .map(extension -> sidecarPath(file, extension))
            .collect(Collectors.toSet()));
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
