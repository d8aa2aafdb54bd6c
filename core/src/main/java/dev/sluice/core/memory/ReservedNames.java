package dev.sluice.core.memory;

import dev.sluice.core.job.JobId;
import dev.sluice.core.port.store.ObjectNameStore.Names;
import dev.sluice.core.request.ObjectPath;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Names of files and their sidecars, each reserved for one job. Not thread-safe; {@link
 * InMemoryJobs} holds the lock.
 */
final class ReservedNames {
  private record Name(String space, ObjectPath path) {}

  private record Reservation(String space, Names names) {
    Stream<Name> all() {
      return names.all().stream().map(path -> new Name(space, path));
    }

    boolean isFor(Reservation other) {
      return space.equals(other.space) && names.file().equals(other.names.file());
    }
  }

  private final Map<Name, JobId> holders = new HashMap<>();
  private final Map<JobId, Reservation> reservations = new HashMap<>();

  boolean reserve(String space, Names names, JobId job) {
    Reservation wanted = new Reservation(space, names);
    Reservation before = reservations.get(job);
    if (before != null && !before.isFor(wanted)) {
      release(job);
      before = null;
    }
    if (wanted.all().anyMatch(name -> !job.equals(holders.getOrDefault(name, job)))) {
      return false;
    }
    Set<ObjectPath> sidecars = new HashSet<>(names.sidecars());
    if (before != null) {
      sidecars.addAll(before.names.sidecars());
    }
    wanted.all().forEach(name -> holders.put(name, job));
    reservations.put(job, new Reservation(space, new Names(names.file(), sidecars)));
    return true;
  }

  boolean takeOver(String space, ObjectPath file, JobId from, JobId to) {
    if (!from.equals(holders.get(new Name(space, file)))) {
      return false;
    }
    release(from);
    return reserve(space, Names.of(file), to);
  }

  Optional<Names> of(JobId job) {
    return Optional.ofNullable(reservations.get(job)).map(Reservation::names);
  }

  Optional<JobId> holder(String space, ObjectPath path) {
    return Optional.ofNullable(holders.get(new Name(space, path)));
  }

  /** Returns the jobs that have reserved names. */
  Set<JobId> jobs() {
    return reservations.keySet();
  }

  void release(JobId job) {
    Reservation reservation = reservations.remove(job);
    if (reservation != null) {
      reservation.all().forEach(holders::remove);
    }
  }
}
