package dev.sluice.core.failure;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one exception that ports throw. Its message is a sentence for the person who asked: it says
 * what was found and what to do, and never holds credentials, a query string or a stack trace. The
 * cause is for the log.
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
   * @param retryAfter how long the other side asked us to wait; {@code null} when it said nothing
   */
  public SluiceException(
      FailureCode code, String sentence, @Nullable Throwable cause, @Nullable Duration retryAfter) {
    super(Objects.requireNonNull(sentence), cause);
    this.code = Objects.requireNonNull(code);
    this.retryAfter = retryAfter;
  }

  /**
   * The same failure for somebody else who is told of it: one that is thrown by several threads
   * shows the stack of none, and collects what each of them suppressed.
   */
  public SluiceException anew() {
    return new SluiceException(code, getMessage(), this, retryAfter);
  }

  public FailureCode code() {
    return code;
  }

  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
