package dev.sluice.http.webhook.biting;

import dev.sluice.http.api.biting.SeesShows;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class SeesApi {
  static SeesShows seen;

  private SeesApi() {}
}
