package dev.sluice.core.guard.biting;

import dev.sluice.core.request.JobRequest;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class KnowsRequest {
  static JobRequest seen;

  private KnowsRequest() {}
}
