package dev.sluice.storage.biting;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class KnowsJackson {
  static ObjectMapper seen;

  private KnowsJackson() {}
}
