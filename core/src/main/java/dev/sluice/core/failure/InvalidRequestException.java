package dev.sluice.core.failure;

import java.util.List;

/** A request that breaks rules: carries every violation, the first one's sentence as message. */
public final class InvalidRequestException extends SluiceException {
  private static final long serialVersionUID = 1L;

  private final transient List<Violation> violations;

  /**
   * @param violations at least one
   */
  public InvalidRequestException(List<Violation> violations) {
    super(FailureCode.INVALID_REQUEST, violations.get(0).message());
    this.violations = List.copyOf(violations);
  }

  public InvalidRequestException(String field, String message) {
    this(List.of(new Violation(field, message)));
  }

  public List<Violation> violations() {
    return violations;
  }
}
