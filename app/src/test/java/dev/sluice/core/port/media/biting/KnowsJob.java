package dev.sluice.core.port.media.biting;

import dev.sluice.core.job.Job;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class KnowsJob {
  static Job seen;

  private KnowsJob() {}
}
