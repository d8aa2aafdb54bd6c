package dev.sluice.media.libav.process;

import dev.sluice.core.failure.SluiceException;

/** The parent's exceptions as the child throws them. The parent knows its own by their numbers. */
final class ForeignFailure {
  private ForeignFailure() {}

  static RuntimeException of(Failure failure) {
    return failure
        .code()
        .<RuntimeException>map(code -> new Known(failure))
        .orElseGet(() -> new Unexpected(failure));
  }

  /** Returns the number that the parent gave to this exception; 0 if it is not the parent's. */
  static int numberOf(Throwable thrown) {
    if (thrown instanceof Known known) {
      return known.number;
    }
    return thrown instanceof Unexpected unexpected ? unexpected.number : 0;
  }

  private static final class Known extends SluiceException {
    private static final long serialVersionUID = 1L;

    final int number;

    Known(Failure failure) {
      super(failure.code().orElseThrow(), failure.sentence());
      number = failure.number();
    }
  }

  private static final class Unexpected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final int number;

    Unexpected(Failure failure) {
      super(failure.sentence());
      number = failure.number();
    }
  }
}
