package dev.sluice.core.port.store;

import dev.sluice.core.job.JobId;
import dev.sluice.core.request.ObjectPath;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The names of objects that jobs have reserved. A name is reserved before its object is written, so
 * that two jobs never write the same one. The names of a file and of its sidecars are one
 * reservation. Thread-safe, and safe among processes that share it.
 *
 * <p>Every method throws {@link dev.sluice.core.failure.SluiceException} STORE_UNAVAILABLE when the
 * database cannot be reached.
 */
public interface ObjectNameStore {
  /**
   * The names of a file and of its sidecars.
   *
   * @param sidecars without that of the file
   */
  record Names(ObjectPath file, Set<ObjectPath> sidecars) {
    public Names {
      sidecars = Set.copyOf(sidecars);
    }

    /** Returns the name of a file without sidecars. */
    public static Names of(ObjectPath file) {
      return new Names(file, Set.of());
    }

    /** Returns all of these names in the order of their paths. */
    public SortedSet<ObjectPath> all() {
      SortedSet<ObjectPath> all = new TreeSet<>(Comparator.comparing(ObjectPath::value));
      all.add(file);
      all.addAll(sidecars);
      return all;
    }
  }

  /**
   * Reserves names for a job: all of them, or none if another job has one of them in the same
   * bucket. A job that asks again for its own file gets it again; the sidecars are added to those
   * that it has. A reservation of another file, or in another bucket, releases the previous one.
   *
   * @param bucketAddress identifies the bucket, at most 64 characters; empty for the default
   *     storage
   * @return true if the names are now reserved for this job
   */
  boolean reserve(String bucketAddress, Names names, JobId job);

  /** Reserves the name of a file without sidecars. */
  default boolean reserve(String bucketAddress, ObjectPath file, JobId job) {
    return reserve(bucketAddress, Names.of(file), job);
  }

  /** Reserves a name in the default storage. */
  default boolean reserve(ObjectPath path, JobId job) {
    return reserve("", path, job);
  }

  /**
   * Reserves a name that is reserved for another job, for a file or a sidecar, as that of a file
   * without sidecars, and releases all names of that one.
   *
   * @param from the other job
   * @return false, and changes nothing, if the name is not reserved for the other job
   */
  boolean takeOver(String bucketAddress, ObjectPath path, JobId from, JobId to);

  /** Returns the names that the job has reserved. */
  Optional<Names> reserved(JobId job);

  /** Returns the job for which this path in this bucket is reserved, for a file or a sidecar. */
  Optional<JobId> reservedBy(String bucketAddress, ObjectPath path);

  /**
   * Returns jobs that have reserved names although they ended without a file, or their file was
   * deleted.
   *
   * @param endedUntil the latest end of such a job
   */
  List<JobId> reservedByEnded(Instant endedUntil, int max);

  /** Releases the job's reservation, if it has one. */
  void release(JobId job);

  /**
   * Returns the job whose object is stored under the path in this bucket, according to the jobs: of
   * those with this artifact, the one that ended last; empty if that one was deleted by {@link
   * RetentionStore}.
   */
  Optional<JobId> lastStoredAt(String bucketAddress, ObjectPath path);

  /** Returns the job whose object is stored under the path in the default storage. */
  default Optional<JobId> lastStoredAt(ObjectPath path) {
    return lastStoredAt("", path);
  }
}
