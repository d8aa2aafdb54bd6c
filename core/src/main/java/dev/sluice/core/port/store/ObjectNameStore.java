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
   * Reserves an object's name for a job. Of two jobs that ask for the same path in the same bucket,
   * one gets it. A job that asks again for its own path gets it again. A reservation of another
   * path, or in another bucket, releases the previous one.
   *
   * @param bucketAddress identifies the bucket, at most 64 characters; empty for the default
   *     storage
   * @return true if the path is now reserved for this job
   */
  boolean reserve(String bucketAddress, ObjectPath path, JobId job);

  /** Reserves a name in the default storage. */
  default boolean reserve(ObjectPath path, JobId job) {
    return reserve("", path, job);
  }

  /** Returns the path that the job has reserved. */
  Optional<ObjectPath> reserved(JobId job);

  /** Returns the job for which this path in this bucket is reserved. */
  Optional<JobId> reservedBy(String bucketAddress, ObjectPath path);

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
