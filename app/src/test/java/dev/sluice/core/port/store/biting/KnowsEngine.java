package dev.sluice.core.port.store.biting;

import dev.sluice.core.engine.Engine;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class KnowsEngine {
  static Engine seen;

  private KnowsEngine() {}
}
