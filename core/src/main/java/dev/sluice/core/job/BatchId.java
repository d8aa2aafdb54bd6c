package dev.sluice.core.job;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** The id of a batch. It is never reused. */
public record BatchId(UUID value) implements NotificationSubject {
  public BatchId {
    Objects.requireNonNull(value);
  }

  /** Returns the id in this text; empty if the text is not a UUID in the usual form. */
  public static Optional<BatchId> parse(String text) {
    return JobId.parse(text).map(id -> new BatchId(id.value()));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
