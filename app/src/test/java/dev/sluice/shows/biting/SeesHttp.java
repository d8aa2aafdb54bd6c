package dev.sluice.shows.biting;

import dev.sluice.http.biting.SeesApp;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class SeesHttp {
  static SeesApp seen;

  private SeesHttp() {}
}
