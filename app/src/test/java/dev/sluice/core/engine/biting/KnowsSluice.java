package dev.sluice.core.engine.biting;

import dev.sluice.core.Sluice;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class KnowsSluice {
  static Sluice seen;

  private KnowsSluice() {}
}
