package dev.sluice.core.tenant;

import java.time.Instant;
import java.util.Objects;

/**
 * One version of an owner's storage settings.
 *
 * @param id never used again, so that a job can name the version that it was taken with
 */
public record TenantBucket(BucketId id, TenantId owner, BucketConfig settings, Instant setAt) {
  public TenantBucket {
    Objects.requireNonNull(id);
    Objects.requireNonNull(owner);
    Objects.requireNonNull(settings);
    Objects.requireNonNull(setAt);
  }
}
