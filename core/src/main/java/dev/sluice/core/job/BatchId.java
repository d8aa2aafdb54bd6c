package dev.sluice.core.job;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Names a batch for ever. */
public record BatchId(UUID value) implements NotificationSubject {
  public BatchId {
    Objects.requireNonNull(value);
  }

  /** The id that this text stands for; empty when it is no UUID in its usual form. */
  public static Optional<BatchId> parse(String text) {
    return JobId.parse(text).map(id -> new BatchId(id.value()));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
