package dev.sluice.core.tenant.biting;

import dev.sluice.core.job.Job;

/** Breaks the rule on the order of core's packages. */
public final class KnowsJob {
  Job seen;
}
