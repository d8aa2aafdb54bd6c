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
 * Counts of what tenants use. A job is counted once, in the transaction that makes it Completed or
 * Failed ({@link JobStore#move}, and the other calls that end jobs); deleting its file later lowers
 * nothing. All answers are quick, however many jobs there are. Thread-safe, and safe among
 * processes.
 */
public interface UsageStore {
  Usage usage(TenantId tenant);

  /** Returns each day from the first to the last, both included, oldest first. */
  List<DailyUsage> days(TenantId tenant, LocalDate first, LocalDate last);

  /** Counts a tenant's running jobs by step; steps without a job are left out. */
  Map<Step, Long> running(TenantId tenant);

  /**
   * Reserves storage for the file of a running job, in place of its reservation before: so many
   * bytes in all. Whatever runs at the same time, the stored and reserved bytes of a tenant
   * together never exceed the limit. The move that ends or releases the job drops the reservation;
   * a later attempt of a job whose worker died finds it again.
   *
   * @param job as it was claimed: the attempt must still hold it
   * @param bytes 0 or more; less than what is reserved changes nothing
   */
  Reservation reserve(Job job, long bytes, long limit);

  /** The result of {@link #reserve}. */
  enum Reservation {
    RESERVED,
    /** The limit would be exceeded; the reservation before stays. */
    FULL,
    /** Another attempt holds the job, or it is over. */
    LOST
  }
}
