package dev.sluice.core.failure;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * One rule that a request breaks.
 *
 * @param request which of several requests it is, counted from 0; empty where there was only one
 * @param field the field's name in the public contract, such as {@code video_codec}
 * @param message a sentence that says what would be right
 */
public record Violation(OptionalInt request, String field, String message) {
  public Violation {
    Objects.requireNonNull(request);
    Objects.requireNonNull(field);
    Objects.requireNonNull(message);
  }

  /** Of the only request that there is. */
  public Violation(String field, String message) {
    this(OptionalInt.empty(), field, message);
  }

  /** The same, of one among several. */
  public Violation ofRequest(int index) {
    return new Violation(OptionalInt.of(index), field, message);
  }
}
