package dev.sluice.shows.biting;

import dev.sluice.media.web.biting.SeesLibav;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class SeesWeb {
  static SeesLibav seen;

  private SeesWeb() {}
}
