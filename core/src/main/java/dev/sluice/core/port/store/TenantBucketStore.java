package dev.sluice.core.port.store;

import dev.sluice.core.job.JobDestination;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.BucketId;
import dev.sluice.core.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The buckets that tenants bring. Their settings are sealed on disk. Thread-safe, and safe among
 * processes.
 *
 * <p>Every method throws {@link dev.sluice.core.failure.SluiceException} STORE_UNAVAILABLE when the
 * database cannot be reached. Methods that open settings also throw SECRET_UNREADABLE, see {@link
 * SecretBox}; methods that seal or open them throw STORE_REFUSED if there is no box.
 */
public interface TenantBucketStore {
  /** The time for which replaced settings stay readable, with or without a job. */
  Duration KEPT = Duration.ofHours(1);

  /**
   * Sets the tenant's bucket for future jobs. When this returns, the settings survive the death of
   * the process, except in a store in memory. Of two concurrent calls, the later one takes effect.
   */
  void set(TenantBucket storage);

  /**
   * Sends the tenant's future jobs to the default storage again.
   *
   * @param id identifies this change, as {@link TenantBucket#id} does
   * @return false, without a change, if they already go there
   */
  boolean reset(TenantId tenant, BucketId id, Instant now);

  /** Returns the bucket that {@link #set} last set; empty after a {@link #reset}. */
  Optional<TenantBucket> current(TenantId tenant);

  /** Returns the destination of the tenant's new jobs: {@link #current}, still sealed. */
  Optional<JobDestination> ofNewJobs(TenantId tenant);

  /**
   * Returns settings by their id, current or not. Replaced settings are readable as long as a job
   * refers to them, and for {@link #KEPT} after the {@code setAt} of the next ones, since a job
   * that received them just before may be inserted later. After that they may be deleted.
   */
  Optional<TenantBucket> find(BucketId id);

  /**
   * One version of a tenant's storage settings.
   *
   * @param id never reused, so that a job can refer to the version it was submitted with
   */
  public record TenantBucket(BucketId id, TenantId tenant, BucketConfig settings, Instant setAt) {
    public TenantBucket {
      Objects.requireNonNull(id);
      Objects.requireNonNull(tenant);
      Objects.requireNonNull(settings);
      Objects.requireNonNull(setAt);
    }
  }
}
