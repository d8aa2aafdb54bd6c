package dev.sluice.core.request;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * One rule that a request breaks.
 *
 * @param request the request's index among several, counted from 0; empty if there was only one
 * @param field the field that is wrong
 * @param message a sentence that says what is wrong and what would be right
 */
public record Violation(OptionalInt request, RequestField field, String message) {
  public Violation {
    Objects.requireNonNull(request);
    Objects.requireNonNull(field);
    Objects.requireNonNull(message);
  }

  /** A violation by the only request. */
  public Violation(RequestField field, String message) {
    this(OptionalInt.empty(), field, message);
  }

  /** Returns the same violation, by one of several requests. */
  public Violation ofRequest(int index) {
    return new Violation(OptionalInt.of(index), field, message);
  }
}
