package dev.sluice.media.biting;

import java.util.UUID;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class RollsDice {
  static Object act() throws Exception {
    return UUID.randomUUID();
  }

  private RollsDice() {}
}
