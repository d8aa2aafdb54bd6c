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
 * Remembers which storages tenants bring, sealed where they are written down. Thread-safe, and safe
 * among processes.
 *
 * <p>Every method throws {@link dev.sluice.core.failure.SluiceException} STORE_UNAVAILABLE when the
 * database cannot be reached; those that open settings also SECRET_UNREADABLE, as {@link SecretBox}
 * says, and those that seal or open them STORE_REFUSED where there is no box.
 */
public interface TenantBucketStore {
  /** How long settings outlive those that replaced them, with or without a job. */
  Duration KEPT = Duration.ofHours(1);

  /**
   * Makes these the tenant's settings for jobs to come. When this returns they survive the death of
   * the process (a store in memory excepted). Of two callers at once the later one counts.
   */
  void set(TenantBucket storage);

  /**
   * The tenant's jobs to come go to the house's storage again.
   *
   * @param id names this change, as {@link TenantBucket#id} does
   * @return false, and nothing is changed, if they do already
   */
  boolean reset(TenantId tenant, BucketId id, Instant now);

  /** What {@link #set} last set, if no {@link #reset} came after it. */
  Optional<TenantBucket> current(TenantId tenant);

  /** What a job of this tenant is taken with: {@link #current}, without opening what is sealed. */
  Optional<JobDestination> ofNewJobs(TenantId tenant);

  /**
   * Settings by their id, current or not. Earlier ones are kept as long as a job refers to them,
   * and for {@link #KEPT} after the next ones were set, by the time that those say: a job that was
   * given them just before may be inserted only now. Then they may be forgotten.
   */
  Optional<TenantBucket> find(BucketId id);

  /**
   * One version of a tenant's storage settings.
   *
   * @param id never used again, so that a job can name the version that it was taken with
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
