package dev.sluice.app.bitingother;

import dev.sluice.app.bitingone.Hen;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class Egg {
  static Hen seen;

  private Egg() {}
}
