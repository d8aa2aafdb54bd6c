package dev.sluice.http.biting;

import dev.sluice.storage.biting.SeesHttp;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class SeesStorage {
  static SeesHttp seen;

  private SeesStorage() {}
}
