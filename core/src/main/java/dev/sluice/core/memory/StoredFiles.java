package dev.sluice.core.memory;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobDestination;
import dev.sluice.core.job.JobId;
import dev.sluice.core.request.ObjectPath;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which jobs stored a file under a path, and when. Not thread-safe; {@link InMemoryJobs} holds the
 * lock.
 */
final class StoredFiles {
  private record Name(String space, ObjectPath path) {}

  private final Map<Name, Map<JobId, Instant>> ends = new HashMap<>();

  void add(Job job) {
    name(job)
        .ifPresent(
            name -> ends.computeIfAbsent(name, none -> new HashMap<>()).put(job.id(), end(job)));
  }

  void remove(Job job) {
    name(job)
        .ifPresent(
            name ->
                ends.computeIfPresent(
                    name,
                    (same, jobs) -> {
                      jobs.remove(job.id());
                      return jobs.isEmpty() ? null : jobs;
                    }));
  }

  /** Removes the job and those whose file it replaced. */
  void removeWithReplaced(Job job) {
    name(job)
        .ifPresent(
            name ->
                ends.computeIfPresent(
                    name,
                    (same, jobs) -> {
                      if (jobs.containsKey(job.id())) {
                        jobs.values().removeIf(end -> !end.isAfter(end(job)));
                      }
                      return jobs.isEmpty() ? null : jobs;
                    }));
  }

  /** Returns the job whose file is the last one that was stored under the path. */
  Optional<JobId> last(String space, ObjectPath path) {
    return ends.getOrDefault(new Name(space, path), Map.of()).entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey);
  }

  private static Optional<Name> name(Job job) {
    String space = job.storage().map(JobDestination::space).orElse("");
    return job.artifact().map(made -> new Name(space, made.path()));
  }

  private static Instant end(Job job) {
    return job.finishedAt().orElse(job.createdAt());
  }
}
