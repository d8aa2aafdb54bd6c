package dev.sluice.media.biting;

import java.time.Instant;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class ReadsTheClock {
  static Object act() throws Exception {
    return Instant.now();
  }

  private ReadsTheClock() {}
}
