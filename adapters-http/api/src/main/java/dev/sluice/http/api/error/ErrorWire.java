package dev.sluice.http.api.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * The body of every error in JSON.
 *
 * @param violations all of them, when the request was invalid; else absent
 */
public record ErrorWire(
    String error,
    String code,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<ViolationWire> violations) {

  /** One rule that the request breaks. */
  record ViolationWire(String field, String message) {}

  public static ErrorWire of(String code, String sentence) {
    return new ErrorWire(sentence, code, null);
  }

  public static ErrorWire of(String code, List<FieldViolation> violations) {
    return new ErrorWire(
        violations.get(0).message(),
        code,
        violations.stream()
            .map(violation -> new ViolationWire(violation.field(), violation.message()))
            .toList());
  }
}
