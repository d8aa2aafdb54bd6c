package dev.sluice.core.job;

import java.time.Instant;
import java.util.Objects;

/**
 * What a request was answered, to be said again whenever it comes again.
 *
 * @param text as the caller wants it back; nobody else reads it
 * @param until when the key may be used for something else
 */
public record KeptAnswer(KeyHold hold, String text, Instant until) {
  public KeptAnswer {
    Objects.requireNonNull(hold);
    Objects.requireNonNull(text);
    Objects.requireNonNull(until);
  }
}
