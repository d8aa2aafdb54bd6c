package dev.sluice.core.memory;

import dev.sluice.core.job.JobId;
import dev.sluice.core.request.ObjectPath;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Names of objects, each reserved for one job. Not thread-safe; {@link InMemoryJobs} holds the
 * lock.
 */
final class ReservedNames {
  private record Name(String space, ObjectPath path) {}

  private final Map<Name, JobId> holders = new HashMap<>();
  private final Map<JobId, Name> names = new HashMap<>();

  boolean reserve(String space, ObjectPath path, JobId job) {
    Name name = new Name(space, path);
    if (!name.equals(names.get(job))) {
      release(job);
    }
    if (!job.equals(holders.computeIfAbsent(name, free -> job))) {
      return false;
    }
    names.put(job, name);
    return true;
  }

  Optional<ObjectPath> of(JobId job) {
    return Optional.ofNullable(names.get(job)).map(Name::path);
  }

  Optional<JobId> holder(String space, ObjectPath path) {
    return Optional.ofNullable(holders.get(new Name(space, path)));
  }

  void release(JobId job) {
    Name name = names.remove(job);
    if (name != null) {
      holders.remove(name);
    }
  }
}
