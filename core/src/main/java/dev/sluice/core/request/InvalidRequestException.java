package dev.sluice.core.request;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.util.List;

/**
 * A request that breaks rules. Carries every violation; its message is the first one's sentence.
 */
public final class InvalidRequestException extends SluiceException {
  private static final long serialVersionUID = 1L;

  private final List<Violation> violations;

  /**
   * @param violations at least one
   */
  public InvalidRequestException(List<Violation> violations) {
    super(FailureCode.INVALID_REQUEST, violations.get(0).message());
    this.violations = List.copyOf(violations);
  }

  public InvalidRequestException(RequestField field, String message) {
    this(List.of(new Violation(field, message)));
  }

  public List<Violation> violations() {
    return violations;
  }
}
