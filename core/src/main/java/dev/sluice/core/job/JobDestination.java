package dev.sluice.core.job;

import dev.sluice.core.tenant.BucketId;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a job's object goes, and lies, if not in the house's own storage. What is sealed here is
 * wiped in the move that ends the job.
 *
 * @param id the tenant's settings that the job was taken with; or the job's own id, if the settings
 *     came with the job and are for it alone
 * @param space which bucket it is, in 1 to 64 characters: the same for all settings that lead there
 * @param settings the settings that came with the job, sealed; empty once it is over
 * @param link to the finished object, sealed, of a job whose settings are wiped: signed at its end,
 *     since nobody can sign one later
 */
public record JobDestination(
    BucketId id, String space, Optional<String> settings, Optional<String> link) {
  public JobDestination {
    Objects.requireNonNull(id);
    Objects.requireNonNull(space);
    Objects.requireNonNull(settings);
    Objects.requireNonNull(link);
  }

  /** The tenant's settings of this id. */
  public static JobDestination of(BucketId id, String space) {
    return new JobDestination(id, space, Optional.empty(), Optional.empty());
  }

  /** Settings for this job alone. */
  public static JobDestination forAlone(JobId job, String space, String sealedSettings) {
    return new JobDestination(
        new BucketId(job.value()), space, Optional.of(sealedSettings), Optional.empty());
  }

  /** Whether the settings came with this job. */
  public boolean isForAlone(JobId job) {
    return id.value().equals(job.value());
  }

  public JobDestination withLink(String sealedLink) {
    return new JobDestination(id, space, settings, Optional.of(sealedLink));
  }

  JobDestination wiped() {
    return new JobDestination(id, space, Optional.empty(), link);
  }

  /** Not even sealed texts are for logs. */
  @Override
  public String toString() {
    return "JobStorage[" + id + "]";
  }
}
