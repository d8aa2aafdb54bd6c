package dev.sluice.core.port.store;

import dev.sluice.core.job.JobId;
import dev.sluice.core.request.ObjectPath;
import java.util.Optional;

/**
 * The names of objects that jobs have reserved. A name is reserved before its object is written, so
 * that two jobs never write the same one. Thread-safe, and safe among processes that share it.
 *
 * <p>Every method throws {@link dev.sluice.core.failure.SluiceException} STORE_UNAVAILABLE when the
 * database cannot be reached.
 */
public interface ObjectNameStore {
  /**
   * Reserves an object's name for a job: of two jobs that ask for one path in one bucket, one gets
   * it. A job that asks again for its own path gets it again. Asking for another path, or in
   * another bucket, releases the one before.
   *
   * @param bucketAddress one for each bucket, at most 64 characters; empty for the default storage
   * @return whether the path is reserved for this job now
   */
  boolean reserve(String bucketAddress, ObjectPath path, JobId job);

  /** Reserves a name in the default storage. */
  default boolean reserve(ObjectPath path, JobId job) {
    return reserve("", path, job);
  }

  /** Returns the path that the job has reserved. */
  Optional<ObjectPath> reserved(JobId job);

  /** Releases the job's reservation, if it has one. */
  void release(JobId job);

  /**
   * Returns the job whose object lies under the path in this bucket, as far as jobs tell: of those
   * that have it as their artifact, the one that ended last.
   */
  Optional<JobId> lastStoredAt(String bucketAddress, ObjectPath path);

  /** Returns the job whose object lies under the path in the default storage. */
  default Optional<JobId> lastStoredAt(ObjectPath path) {
    return lastStoredAt("", path);
  }
}
