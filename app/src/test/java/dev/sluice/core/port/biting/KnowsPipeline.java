package dev.sluice.core.port.biting;

import dev.sluice.core.pipeline.Engine;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class KnowsPipeline {
  static Engine seen;

  private KnowsPipeline() {}
}
