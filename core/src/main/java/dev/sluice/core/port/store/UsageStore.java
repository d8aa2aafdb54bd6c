package dev.sluice.core.port.store;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.Progress.Step;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.Usage;
import dev.sluice.core.tenant.Usage.DailyUsage;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * Counts of the resources that tenants use. A job is counted once, in the transaction that makes it
 * Completed or Failed ({@link JobStore#move}, and the other calls that end jobs); deleting its file
 * later does not lower the counts. All methods are quick, however many jobs there are. Thread-safe,
 * and safe among processes.
 */
public interface UsageStore {
  /** Returns the tenant's usage so far. */
  Usage usage(TenantId tenant);

  /** Returns how many jobs the tenant has submitted so far, including those that were deleted. */
  long submitted(TenantId tenant);

  /** Returns each day from the first to the last, both included, oldest first. */
  List<DailyUsage> days(TenantId tenant, LocalDate first, LocalDate last);

  /** Counts a tenant's running jobs by step; steps without a job are left out. */
  Map<Step, Long> running(TenantId tenant);

  /**
   * Reserves storage for the file of a running job, in place of its previous reservation. The
   * stored and reserved bytes of a tenant together never exceed the limit, also with concurrent
   * calls. The move that ends or releases the job drops the reservation; a later attempt of a job
   * whose worker died finds it again.
   *
   * @param job the job as it was claimed; its attempt must still hold the lease
   * @param bytes the size of the whole reservation, 0 or more; a smaller one than the current
   *     changes nothing
   */
  Reservation reserve(Job job, long bytes, long limit);

  /** The result of {@link #reserve}. */
  enum Reservation {
    RESERVED,
    /** The limit would be exceeded; the previous reservation stays. */
    FULL,
    /** Another attempt holds the job, or it is over. */
    LOST
  }
}
