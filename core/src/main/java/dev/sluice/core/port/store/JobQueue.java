package dev.sluice.core.port.store;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Progress;
import dev.sluice.core.policy.RetryPolicy;
import dev.sluice.core.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The jobs of a {@link JobStore} as a queue for workers: claims with leases, heartbeats and
 * wake-ups. Thread-safe, and safe among processes that share it.
 *
 * <p>Every method throws {@link dev.sluice.core.failure.SluiceException} STORE_UNAVAILABLE when the
 * database cannot be reached.
 */
public interface JobQueue {
  /** The longest time until a job that waits is due: the longest pause before an attempt. */
  Duration FURTHEST_DUE = RetryPolicy.LONGEST_PAUSE;

  /**
   * Claims up to {@code max} jobs for a worker. Jobs whose lease has run out come first, then those
   * that are Pending, due and not paused. Among the latter, tenants take turns, so that the many
   * jobs of one do not delay the single job of another; of one tenant, higher priority comes first,
   * then older jobs. Each is moved with {@link Job#claimed} and given to one caller only.
   *
   * <p>Times that are too far ahead were written before the clock was set back. So a job is due,
   * too, if it was created after {@code now}, or is due more than {@link #FURTHEST_DUE} after it;
   * and a lease has run out if it ends more than {@link #FURTHEST_DUE} after the one that this
   * claim gives.
   *
   * @param worker the worker's name, for people
   * @param max the largest number of jobs to claim, 1 or more
   * @param maxPerTenant a tenant with this many Processing jobs gets no more of its Pending jobs
   *     claimed, 1 or more; processes that claim at the same moment may exceed it by the number
   *     that each of them claims
   */
  List<Job> claim(String worker, int max, int maxPerTenant, Instant now, Duration lease);

  /** Claims jobs without a limit for one tenant. */
  default List<Job> claim(String worker, int max, Instant now, Duration lease) {
    return claim(worker, max, Integer.MAX_VALUE, now, lease);
  }

  /**
   * Counts a tenant's jobs of one status; paused jobs do not count as Pending. Quick for Pending
   * and Processing.
   */
  long count(TenantId tenant, JobStatus status);

  /** Counts the jobs of one status of all tenants; paused jobs do not count as Pending. */
  long count(JobStatus status);

  /**
   * Extends leases and stores progress. A beat counts only for the attempt that holds the job.
   *
   * @return the jobs whose leases were extended; the others were cancelled, claimed by another
   *     worker, or have ended
   */
  Set<JobId> heartbeat(List<Beat> beats, Instant leaseUntil);

  /** A sign of life of one attempt. */
  record Beat(JobId job, int attempt, Progress progress) {}

  /**
   * Asks the attempt, in any process, to stop recording and to finish with what it has. The request
   * is for this attempt only, and may be lost when the store's process dies.
   *
   * @return false if this attempt does not hold the job, or was asked before
   */
  boolean requestStop(JobId job, int attempt);

  /** Returns those of the jobs whose running attempt was asked to stop. */
  Set<JobId> stopRequests(Set<JobId> jobs);

  /**
   * Returns the time at which the next Pending job becomes due; empty if only paused jobs wait, or
   * none. A hint for sleeping workers.
   */
  Optional<Instant> nextDue();

  /**
   * Adds a listener that runs soon after jobs are inserted or become Pending in any process, as far
   * as the store can detect it. Callers must poll as well.
   */
  void onWakeup(Runnable listener);
}
