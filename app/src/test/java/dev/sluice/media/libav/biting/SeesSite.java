package dev.sluice.media.libav.biting;

import dev.sluice.media.site.biting.SeesFolder;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class SeesSite {
  static SeesFolder seen;

  private SeesSite() {}
}
