package dev.sluice.core.tenant;

import java.util.Objects;
import java.util.UUID;

/**
 * The id of one version of a tenant's bucket settings. Settings that came with a job have its id.
 */
public record BucketId(UUID value) {
  public BucketId {
    Objects.requireNonNull(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
