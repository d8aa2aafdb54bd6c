package dev.sluice.http.api.biting;

import dev.sluice.shows.biting.SeesWeb;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class SeesShows {
  static SeesWeb seen;

  private SeesShows() {}
}
