package dev.sluice.http.webhook;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The {@code type} of the message that a failed job sends. */
public enum WebhookFailureType {
  /** The type of the reference: one for every end of a job; {@code status} says which. */
  JOB_COMPLETED,
  /** The type that newer clients expect. */
  JOB_FAILED;

  /** Returns the constant of this name, such as {@code job_failed}, in any case. */
  public static Optional<WebhookFailureType> named(String name) {
    return Arrays.stream(values())
        .filter(type -> type.toString().equalsIgnoreCase(name.strip()))
        .findFirst();
  }

  /** Returns the name on the wire. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
