package dev.sluice.core.failure;

import java.util.Objects;

/**
 * One rule that a request breaks.
 *
 * @param field the field's name in the public contract, such as {@code video_codec}
 * @param message a sentence that says what would be right
 */
public record Violation(String field, String message) {
  public Violation {
    Objects.requireNonNull(field);
    Objects.requireNonNull(message);
  }
}
