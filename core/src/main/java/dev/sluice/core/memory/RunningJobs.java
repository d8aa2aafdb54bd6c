package dev.sluice.core.memory;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.Job.Lease;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.Progress.Step;
import dev.sluice.core.port.store.JobQueue.Beat;
import dev.sluice.core.tenant.TenantId;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Jobs that are held under a lease. Not thread-safe; {@link InMemoryJobs} holds the lock. */
final class RunningJobs {
  private final Map<JobId, Job> jobs = new HashMap<>();

  /** The attempts that were asked to stop, by job. */
  private final Map<JobId, Integer> stopRequests = new HashMap<>();

  boolean requestStop(JobId id, int attempt) {
    stopRequests.keySet().retainAll(jobs.keySet());
    return holds(id, attempt) && !Integer.valueOf(attempt).equals(stopRequests.put(id, attempt));
  }

  Set<JobId> stopRequests(Set<JobId> of) {
    return of.stream()
        .filter(stopRequests::containsKey)
        .filter(id -> holds(id, stopRequests.getOrDefault(id, 0)))
        .collect(Collectors.toSet());
  }

  void add(Job job) {
    jobs.put(job.id(), job);
  }

  void remove(Job job) {
    jobs.remove(job.id());
  }

  /** Returns whether this attempt holds the job. */
  boolean holds(JobId id, int attempt) {
    Job job = jobs.get(id);
    return job != null && job.attempt() == attempt;
  }

  /** Returns the job of a heartbeat, with its lease extended and its progress updated. */
  Job after(Beat beat, Instant leaseUntil) {
    Job job = Objects.requireNonNull(jobs.get(beat.job()));
    Lease extended = new Lease(job.lease().orElseThrow().worker(), leaseUntil);
    return job.toBuilder().lease(Optional.of(extended)).progress(beat.progress()).build();
  }

  int count() {
    return jobs.size();
  }

  long count(TenantId tenant) {
    return of(tenant).count();
  }

  Map<Step, Long> bySteps(TenantId tenant) {
    return of(tenant)
        .collect(Collectors.groupingBy(job -> job.progress().step(), Collectors.counting()));
  }

  private Stream<Job> of(TenantId tenant) {
    return jobs.values().stream().filter(job -> job.tenant().equals(tenant));
  }

  /**
   * Returns the jobs whose lease has expired, the earliest first.
   *
   * @param furthest a lease that ends after it has expired: the clock was set back
   */
  List<Job> abandoned(int max, Instant now, Instant furthest) {
    return jobs.values().stream()
        .filter(job -> !leaseEnd(job).isAfter(now) || leaseEnd(job).isAfter(furthest))
        .sorted(Comparator.comparing(RunningJobs::leaseEnd))
        .limit(max)
        .toList();
  }

  private static Instant leaseEnd(Job job) {
    return job.lease().orElseThrow().until();
  }
}
