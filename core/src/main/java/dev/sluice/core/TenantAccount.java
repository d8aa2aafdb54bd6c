package dev.sluice.core;

import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Progress.Step;
import dev.sluice.core.port.store.Database;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.core.tenant.Usage;
import dev.sluice.core.tenant.Usage.DailyUsage;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * The quota and the usage of one tenant; see {@link Tenant#account}. Each call reads the current
 * values and is quick, however many jobs there are. Thread-safe.
 */
public final class TenantAccount {
  private final TenantId tenant;
  private final Database database;
  private final InstantSource clock;

  TenantAccount(TenantId tenant, Database database, InstantSource clock) {
    this.tenant = tenant;
    this.database = database;
    this.clock = clock;
  }

  /** Returns the resources that the tenant's jobs have used so far. */
  public Usage usage() {
    return database.usage().usage(tenant);
  }

  /** Returns the limits that the operator has set. */
  public TenantQuota quota() {
    return database.keys().quota(tenant);
  }

  /**
   * Returns the usage of each of the last days, including today in UTC, oldest first.
   *
   * @param number how many days, 1 or more
   */
  public List<DailyUsage> days(int number) {
    LocalDate today = DailyUsage.dayOf(clock.instant());
    return database.usage().days(tenant, today.minusDays(number - 1L), today);
  }

  /** Counts the running jobs by step; steps without a job are left out. */
  public Map<Step, Long> running() {
    return database.usage().running(tenant);
  }

  /** Counts the tenant's jobs by status; a status without jobs may be absent. */
  public Map<JobStatus, Long> counts() {
    return database.jobs().counts(tenant);
  }
}
