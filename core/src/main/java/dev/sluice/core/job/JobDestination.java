package dev.sluice.core.job;

import dev.sluice.core.tenant.BucketId;
import java.util.Objects;
import java.util.Optional;

/**
 * The bucket that a job's object is stored in, if not in the default storage. The sealed settings
 * are wiped by the move that ends the job.
 *
 * @param id the id of the tenant's settings at the submit, or the job's own id if the settings came
 *     with the job
 * @param space identifies the bucket, in 1 to 64 characters: the same for all settings of one
 *     bucket
 * @param settings the settings that came with the job, sealed; empty once the job is over
 * @param link a sealed link to the finished object of a job whose settings are wiped; it was signed
 *     at the end of the job, since no link can be signed later
 */
public record JobDestination(
    BucketId id, String space, Optional<String> settings, Optional<String> link) {
  public JobDestination {
    Objects.requireNonNull(id);
    Objects.requireNonNull(space);
    Objects.requireNonNull(settings);
    Objects.requireNonNull(link);
  }

  /** Returns the destination in the tenant's bucket with these settings. */
  public static JobDestination of(BucketId id, String space) {
    return new JobDestination(id, space, Optional.empty(), Optional.empty());
  }

  /** Returns the destination in a bucket that came with this job. */
  public static JobDestination forAlone(JobId job, String space, String sealedSettings) {
    return new JobDestination(
        new BucketId(job.value()), space, Optional.of(sealedSettings), Optional.empty());
  }

  /** Returns whether the settings came with this job. */
  public boolean isForAlone(JobId job) {
    return id.value().equals(job.value());
  }

  /** Returns a copy with this sealed link to the finished object. */
  public JobDestination withLink(String sealedLink) {
    return new JobDestination(id, space, settings, Optional.of(sealedLink));
  }

  JobDestination wiped() {
    return new JobDestination(id, space, Optional.empty(), link);
  }

  /** Returns the id only: even sealed texts must not be logged. */
  @Override
  public String toString() {
    return "JobDestination[" + id + "]";
  }
}
