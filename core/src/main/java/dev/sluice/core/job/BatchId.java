package dev.sluice.core.job;

import java.util.Objects;
import java.util.UUID;

/** Names jobs that were asked for together. */
public record BatchId(UUID value) {
  public BatchId {
    Objects.requireNonNull(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
