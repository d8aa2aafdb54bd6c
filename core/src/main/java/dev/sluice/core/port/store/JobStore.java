package dev.sluice.core.port.store;

import dev.sluice.core.batch.NewJobs;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Page;
import dev.sluice.core.job.Progress;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Remembers jobs, and is the queue. It compares versions and decides nothing. Thread-safe, and safe
 * among processes that share it.
 *
 * <p>Every method throws {@link dev.sluice.core.failure.SluiceException} STORE_UNAVAILABLE when the
 * database cannot be reached.
 */
public interface JobStore extends IdempotencyStore, UsageStore {
  /**
   * Remembers new jobs, all or none of them, with their batch, if they make one, and what their
   * caller is answered. When this returns they survive the death of the process (a store in memory
   * excepted, which says so).
   *
   * @throws IllegalArgumentException if an id is already there
   * @throws dev.sluice.core.failure.SluiceException KEY_IN_USE if the answer's key is no longer
   *     held by its request: nothing is remembered then
   */
  void insert(NewJobs submission);

  /** Remembers new jobs that nobody named by a key. */
  default void insert(List<Job> jobs) {
    insert(NewJobs.of(jobs));
  }

  /** The job with the progress of its last heartbeat. */
  Optional<Job> find(JobId id);

  /** An owner's jobs, newest first. Totals are exact and quick, save that of a folder. */
  Page<Job> list(JobQuery query);

  /**
   * How many of an owner's jobs stand in each status, paused ones as Pending; a status in which
   * there are none may be absent. Quick, however many there are.
   */
  Map<JobStatus, Long> counts(TenantId owner);

  /**
   * Takes up to {@code most} jobs for a worker: those that are Pending and due, which paused ones
   * never are, and those whose lease has run out, which come before all. Among the first, owners
   * take turns, so that nobody's many jobs keep another's single one waiting; of one owner, higher
   * priority comes first, then older ones. Each is moved with {@link Job#claimed} and given to one
   * caller only, whatever runs beside.
   *
   * @param worker names the worker, for people
   * @param most 1 or more
   * @param mostOfOneOwner no Pending job is taken of an owner who has so many Processing, 1 or
   *     more; processes that claim at the same moment may go beyond it by what each of them takes
   */
  List<Job> claim(String worker, int most, int mostOfOneOwner, Instant now, Duration lease);

  /** Takes jobs, however many of one owner may run already. */
  default List<Job> claim(String worker, int most, Instant now, Duration lease) {
    return claim(worker, most, Integer.MAX_VALUE, now, lease);
  }

  /**
   * How many of an owner's jobs stand so; those that are paused do not count as Pending. Quick for
   * Pending and Processing.
   */
  long count(TenantId owner, JobStatus status);

  /** The same, whoever owns them. */
  long count(JobStatus status);

  /**
   * Extends leases and remembers progress. A beat counts only for the attempt that holds the job.
   *
   * @return the jobs of these beats that are still held; the others were cancelled, taken or ended
   */
  Set<JobId> heartbeat(List<Beat> beats, Instant leaseUntil);

  /**
   * Wishes that a recording comes to its end with what it has, whichever process runs it. The wish
   * is for this attempt alone, and may be forgotten when the process of the store dies.
   *
   * @return false if this attempt does not hold the job, or its end was wished before
   */
  boolean wishEnd(JobId job, int attempt);

  /** Those of the jobs whose running attempt is wished to come to its end. */
  Set<JobId> wishedEnds(Set<JobId> jobs);

  /**
   * Remembers what is to be told of a running attempt, without a move. It counts, like a beat, only
   * for the attempt that holds the job, so nothing of the sort comes after what a last move tells.
   *
   * @return false if the job is not held by that attempt: nothing was remembered
   */
  boolean tell(JobId job, int attempt, List<Notification> notifications);

  /** A sign of life for one attempt. */
  record Beat(JobId job, int attempt, Progress progress) {}

  /**
   * Takes the next version of a job, with what the world is to be told of it, in one transaction.
   * What is to be told of the job's batch is remembered only if no job that holds a place in it is
   * open after this move: of several last jobs that end at the same moment, exactly one finds it
   * so.
   *
   * @return false if the version before it is not the one in the store: nothing was changed
   */
  boolean move(Job next, List<Notification> notifications);

  /**
   * Reserves an object's name for a job: of two jobs that ask for one path in one space, one gets
   * it. A job that asks again for its own path gets it again. Asking for another path, or in
   * another space, gives up the one before.
   *
   * @param space one for each place where objects lie, at most 64 characters; empty for the house's
   *     own storage
   * @return whether the path is this job's now
   */
  boolean reserve(String space, ObjectPath path, JobId job);

  /** Reserves a name in the house's own storage. */
  default boolean reserve(ObjectPath path, JobId job) {
    return reserve("", path, job);
  }

  /** The path that the job has reserved. */
  Optional<ObjectPath> reserved(JobId job);

  /** Gives up the job's reservation, if it has one. */
  void release(JobId job);

  /**
   * Whose object lies under the path, as far as jobs tell: of those that have it as their artifact
   * in this space, the one that ended last.
   */
  Optional<JobId> lastStoredAt(String space, ObjectPath path);

  /** The same in the house's own storage. */
  default Optional<JobId> lastStoredAt(ObjectPath path) {
    return lastStoredAt("", path);
  }

  /**
   * When the next Pending job becomes due; empty when none waits but paused ones. A hint for
   * sleeping workers.
   */
  Optional<Instant> nextDue();

  /**
   * Runs the listener soon after jobs were inserted or became Pending, from whatever process, as
   * far as the store can tell: callers poll as well.
   */
  void onArrival(Runnable listener);

  /** Returns if the store can be read and written right now. */
  void check();
}
