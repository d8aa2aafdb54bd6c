package dev.sluice.http.webhook;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The {@code type} of the message that tells of a failed job. */
public enum WebhookFailureType {
  /** What the reference sends: one type for every end, and {@code status} tells how it went. */
  JOB_COMPLETED,
  /** What newer clients expect. */
  JOB_FAILED;

  /** The constant of this name, such as {@code job_failed}, in any case. */
  public static Optional<WebhookFailureType> named(String name) {
    return Arrays.stream(values())
        .filter(type -> type.toString().equalsIgnoreCase(name.strip()))
        .findFirst();
  }

  /** The name on the wire. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
