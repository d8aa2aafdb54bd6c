package dev.sluice.http.api.error;

import dev.sluice.core.request.Violation;
import dev.sluice.http.api.request.FieldNames;
import java.util.List;
import java.util.OptionalInt;

/**
 * A field of a call that is wrong, under its name on the wire.
 *
 * @param item the index of the item that the field belongs to, if the call has several
 */
public record FieldViolation(OptionalInt item, String field, String message) {
  public FieldViolation(String field, String message) {
    this(OptionalInt.empty(), field, message);
  }

  public FieldViolation ofItem(int index) {
    return new FieldViolation(OptionalInt.of(index), field, message);
  }

  /** Returns the violations with the wire's names of their fields. */
  public static List<FieldViolation> of(List<Violation> violations) {
    return violations.stream()
        .map(one -> new FieldViolation(one.request(), FieldNames.of(one.field()), one.message()))
        .toList();
  }
}
