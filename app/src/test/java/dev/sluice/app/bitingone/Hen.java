package dev.sluice.app.bitingone;

import dev.sluice.app.bitingother.Egg;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class Hen {
  static Egg seen;

  private Hen() {}
}
