package dev.sluice.core.job;

import java.util.Objects;
import java.util.UUID;

/** Names one version of an owner's storage settings. Settings that came with a job have its id. */
public record StorageId(UUID value) {
  public StorageId {
    Objects.requireNonNull(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
