package dev.sluice.media.web.biting;

import dev.sluice.media.libav.biting.SeesSite;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class SeesLibav {
  static SeesSite seen;

  private SeesLibav() {}
}
