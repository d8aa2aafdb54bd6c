package dev.sluice.benchmarks.peer;

/** A program that a comparison needs is not on the path. */
public final class MissingProgramException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MissingProgramException(String program) {
    super(
        "This comparison needs the program '%s', which is not on the path; install it (on Debian: apt-get install %s)"
            .formatted(program, program));
  }
}
