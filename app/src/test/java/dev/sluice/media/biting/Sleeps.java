package dev.sluice.media.biting;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class Sleeps {
  static Object act() throws Exception {
    Thread.sleep(1);
    return null;
  }

  private Sleeps() {}
}
