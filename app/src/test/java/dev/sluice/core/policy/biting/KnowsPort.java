package dev.sluice.core.policy.biting;

import dev.sluice.core.port.store.JobStore;

/** Breaks the rule on the order of core's packages. */
public final class KnowsPort {
  JobStore seen;
}
