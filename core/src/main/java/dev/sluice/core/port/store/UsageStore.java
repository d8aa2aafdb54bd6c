package dev.sluice.core.port.store;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.Step;
import dev.sluice.core.tenant.DailyUsage;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.Usage;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * Counts what owners use. A job is counted in the transaction that makes it Completed or Failed
 * ({@link JobStore#move} and whatever else ends jobs), once; deleting its file later lowers
 * nothing. All answers are quick, however many jobs there are. Thread-safe, and safe among
 * processes.
 */
public interface UsageStore {
  Usage usage(TenantId owner);

  /** The days from the first to the last, both included, each of them, oldest first. */
  List<DailyUsage> days(TenantId owner, LocalDate first, LocalDate last);

  /** How many of an owner's running jobs are at which step; steps without a job are left out. */
  Map<Step, Long> running(TenantId owner);

  /**
   * Reserves room in the storage for the file of a running job, in place of what it had reserved
   * before: so many bytes in all. Whatever runs at the same time, what an owner has stored and
   * reserved together never passes the limit. It is given up by the move that ends the job or hands
   * it back; a later attempt of a job whose worker died finds it again.
   *
   * @param job as it was claimed: the attempt must still hold it
   * @param bytes 0 or more; less than what is reserved changes nothing
   */
  Room reserveRoom(Job job, long bytes, long limit);

  /** What came of asking for room. */
  enum Room {
    RESERVED,
    /** The limit would be passed: what was reserved before stays. */
    FULL,
    /** Another attempt holds the job, or it is over. */
    LOST
  }
}
