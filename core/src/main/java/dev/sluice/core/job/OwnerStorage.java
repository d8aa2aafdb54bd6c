package dev.sluice.core.job;

import java.time.Instant;
import java.util.Objects;

/**
 * One version of an owner's storage settings.
 *
 * @param id never used again, so that a job can name the version that it was taken with
 */
public record OwnerStorage(StorageId id, Owner owner, StorageSettings settings, Instant setAt) {
  public OwnerStorage {
    Objects.requireNonNull(id);
    Objects.requireNonNull(owner);
    Objects.requireNonNull(settings);
    Objects.requireNonNull(setAt);
  }
}
