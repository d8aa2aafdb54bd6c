package dev.sluice.media.biting;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class ReadsTheEnvironment {
  static Object act() throws Exception {
    return System.getenv("HOME");
  }

  private ReadsTheEnvironment() {}
}
