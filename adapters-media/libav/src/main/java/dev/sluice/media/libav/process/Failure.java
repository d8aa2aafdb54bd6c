package dev.sluice.media.libav.process;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.util.Optional;

/**
 * A failure on its way to the other process.
 *
 * @param number the number by which the parent knows its own exception; 0 for one of the child
 * @param code empty for an exception that is no {@link SluiceException}
 * @param sentence its message; of an unexpected exception of the child its stack trace
 */
record Failure(int number, Optional<FailureCode> code, String sentence) {
  private static final int LONGEST = 16 << 10;

  Failure {
    sentence = sentence.length() > LONGEST ? sentence.substring(0, LONGEST) : sentence;
  }

  static Failure of(int number, Throwable failure) {
    return new Failure(
        number,
        failure instanceof SluiceException known ? Optional.of(known.code()) : Optional.empty(),
        String.valueOf(failure.getMessage()));
  }
}
