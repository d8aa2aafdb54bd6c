package dev.sluice.core.pipeline.biting;

import dev.sluice.core.Sluice;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class KnowsSluice {
  static Sluice seen;

  private KnowsSluice() {}
}
