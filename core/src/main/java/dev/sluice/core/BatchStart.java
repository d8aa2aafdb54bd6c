package dev.sluice.core;

/** The time from which the jobs of a new batch may run. */
public enum BatchStart {
  /** At once. */
  IMMEDIATE,
  /** After {@link TenantBatches#start}. */
  PAUSED
}
