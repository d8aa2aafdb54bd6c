package dev.sluice.core.batch.biting;

import dev.sluice.core.port.store.BatchStore;

/** Breaks the rule on the order of core's packages. */
public final class KnowsPort {
  BatchStore seen;
}
