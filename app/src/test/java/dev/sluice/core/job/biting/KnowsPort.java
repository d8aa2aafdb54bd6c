package dev.sluice.core.job.biting;

import dev.sluice.core.port.store.JobStore;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class KnowsPort {
  static JobStore seen;

  private KnowsPort() {}
}
