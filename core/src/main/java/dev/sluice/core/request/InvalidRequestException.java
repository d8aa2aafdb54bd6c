package dev.sluice.core.request;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Thrown when a request breaks rules. Contains all violations; its message is that of the first.
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

  /** Returns all violations, at least one. */
  public List<Violation> violations() {
    return violations;
  }

  /**
   * A rule that a request breaks.
   *
   * @param request the request's index among several, counted from 0; empty if there was only one
   * @param field the field that is wrong
   * @param message a sentence that says what is wrong and what would be right
   */
  public record Violation(OptionalInt request, RequestField field, String message)
      implements Serializable {
    private static final int NO_REQUEST = -1;

    public Violation {
      Objects.requireNonNull(request);
      Objects.requireNonNull(field);
      Objects.requireNonNull(message);
    }

    /** Makes a violation by the only request. */
    public Violation(RequestField field, String message) {
      this(OptionalInt.empty(), field, message);
    }

    /** Returns a copy for one of several requests. */
    public Violation ofRequest(int index) {
      return new Violation(OptionalInt.of(index), field, message);
    }

    // An OptionalInt cannot be serialised.
    private Object writeReplace() {
      return new Serialized(request.orElse(NO_REQUEST), field, message);
    }

    private record Serialized(int request, RequestField field, String message)
        implements Serializable {
      private Object readResolve() {
        Violation alone = new Violation(field, message);
        return request == NO_REQUEST ? alone : alone.ofRequest(request);
      }
    }
  }
}
