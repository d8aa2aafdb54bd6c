package dev.sluice.media.biting;

import org.slf4j.Logger;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class KnowsSlf4j {
  static Logger seen;

  private KnowsSlf4j() {}
}
