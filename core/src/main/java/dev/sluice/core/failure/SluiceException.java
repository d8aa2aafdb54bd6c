package dev.sluice.core.failure;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The exception that all ports throw. Its message is a sentence for the person who asked: it says
 * what happened and what to do, and never contains credentials, a query string or a stack trace.
 * The cause is for the log.
 */
public class SluiceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final FailureCode code;
  private final @Nullable Duration retryAfter;

  public SluiceException(FailureCode code, String sentence) {
    this(code, sentence, null, null);
  }

  public SluiceException(FailureCode code, String sentence, @Nullable Throwable cause) {
    this(code, sentence, cause, null);
  }

  /**
   * @param retryAfter how long the other side asks to wait; {@code null} if it does not say
   */
  public SluiceException(
      FailureCode code, String sentence, @Nullable Throwable cause, @Nullable Duration retryAfter) {
    super(Objects.requireNonNull(sentence), cause);
    this.code = Objects.requireNonNull(code);
    this.retryAfter = retryAfter;
  }

  /**
   * Returns a copy with this exception as its cause, for another thread to throw. If several
   * threads threw the same exception, its stack trace would fit none of them, and it would collect
   * the suppressed exceptions of all.
   */
  public SluiceException copy() {
    return new SluiceException(code, getMessage(), this, retryAfter);
  }

  /** Returns the sentence for people; never {@code null}. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /** Returns the code of this failure. */
  public FailureCode code() {
    return code;
  }

  /** Returns how long the other side asks to wait; empty if it does not say. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
