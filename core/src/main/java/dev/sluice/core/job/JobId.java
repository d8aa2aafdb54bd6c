package dev.sluice.core.job;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** The id of a job. It is never reused. */
public record JobId(UUID value) implements Comparable<JobId>, NotificationSubject {
  public JobId {
    Objects.requireNonNull(value);
  }

  /** Returns the id in this text; empty if the text is not a UUID in the usual form. */
  public static Optional<JobId> parse(String text) {
    return text.length() == 36 && text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
        ? Optional.of(new JobId(UUID.fromString(text)))
        : Optional.empty();
  }

  /**
   * Returns the id of the job that retries this one. It is always the same, so a job is retried
   * once, however often and in how many processes that is requested.
   */
  public JobId ofRetry() {
    byte[] name = ("retry of " + value).getBytes(StandardCharsets.UTF_8);
    return new JobId(UUID.nameUUIDFromBytes(name));
  }

  @Override
  public int compareTo(JobId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
