package dev.sluice.core;

/** When the jobs of a new batch may run. */
public enum BatchStart {
  IMMEDIATE,
  /** After {@link TenantBatches#start}. */
  PAUSED
}
