package dev.sluice.media.biting;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class Prints {
  static Object act() throws Exception {
    System.out.println();
    return null;
  }

  private Prints() {}
}
