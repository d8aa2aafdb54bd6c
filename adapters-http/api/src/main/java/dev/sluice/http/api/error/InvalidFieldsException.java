package dev.sluice.http.api.error;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.util.List;

/** A call with wrong fields. Carries all of them; its message is the first one's sentence. */
public final class InvalidFieldsException extends SluiceException {
  private static final long serialVersionUID = 1L;

  private final transient List<FieldViolation> violations;

  /**
   * @param violations at least one
   */
  public InvalidFieldsException(List<FieldViolation> violations) {
    super(FailureCode.INVALID_REQUEST, violations.get(0).message());
    this.violations = List.copyOf(violations);
  }

  public InvalidFieldsException(String field, String message) {
    this(List.of(new FieldViolation(field, message)));
  }

  public List<FieldViolation> violations() {
    return violations;
  }
}
