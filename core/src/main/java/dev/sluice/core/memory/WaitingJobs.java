package dev.sluice.core.memory;

import dev.sluice.core.job.Job;
import dev.sluice.core.port.store.JobQueue;
import dev.sluice.core.shared.RoundRobin;
import dev.sluice.core.tenant.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/**
 * Pending jobs that are not paused, in an order for each tenant; tenants take turns. Not
 * thread-safe; {@link InMemoryJobs} holds the lock.
 */
final class WaitingJobs {
  // As text: UUID compares signed numbers, databases compare the digits.
  private static final Comparator<Job> OLDEST_FIRST =
      Comparator.comparing(Job::createdAt).thenComparing(job -> job.id().toString());

  private static final Comparator<Job> IN_TURN =
      Comparator.<Job>comparingInt(job -> -job.request().priority()).thenComparing(OLDEST_FIRST);

  private final NavigableMap<String, NavigableSet<Job>> byTenant = new TreeMap<>();
  private final NavigableSet<Job> byDue =
      new TreeSet<>(Comparator.comparing(Job::dueAt).thenComparing(OLDEST_FIRST));

  /** The tenant that was served last; the tenants after it come next, then those before it. */
  private String last = "";

  void add(Job job) {
    byTenant.computeIfAbsent(job.tenant().id(), tenant -> new TreeSet<>(IN_TURN)).add(job);
    byDue.add(job);
  }

  void remove(Job job) {
    byDue.remove(job);
    NavigableSet<Job> own = byTenant.get(job.tenant().id());
    if (own != null && own.remove(job) && own.isEmpty()) {
      byTenant.remove(job.tenant().id());
    }
  }

  int count() {
    return byDue.size();
  }

  /** Returns the time at which the next job becomes due. */
  Optional<Instant> nextDue() {
    return byDue.isEmpty() ? Optional.empty() : Optional.of(byDue.first().dueAt());
  }

  int count(TenantId tenant) {
    NavigableSet<Job> own = byTenant.get(tenant.id());
    return own == null ? 0 : own.size();
  }

  /**
   * Returns the jobs whose turn it is; they stay here until they are removed.
   *
   * @param room how many more jobs of a tenant may run
   */
  List<Job> next(int max, Instant now, ToIntFunction<TenantId> room) {
    List<List<Job>> each = new ArrayList<>();
    gather(byTenant.tailMap(last, false), max, now, room, each);
    gather(byTenant.headMap(last, true), max, now, room, each);
    List<Job> dealt = RoundRobin.deal(each, max);
    if (!dealt.isEmpty()) {
      last = dealt.get(dealt.size() - 1).tenant().id();
    }
    return dealt;
  }

  private static void gather(
      NavigableMap<String, NavigableSet<Job>> some,
      int max,
      Instant now,
      ToIntFunction<TenantId> room,
      List<List<Job>> into) {
    for (NavigableSet<Job> own : some.values()) {
      if (into.size() >= max) {
        return;
      }
      int allowed = Math.min(max, room.applyAsInt(own.first().tenant()));
      if (allowed > 0) {
        List<Job> due = own.stream().filter(job -> isDue(job, now)).limit(allowed).toList();
        if (!due.isEmpty()) {
          into.add(due);
        }
      }
    }
  }

  private static boolean isDue(Job job, Instant now) {
    return !job.dueAt().isAfter(now)
        || job.createdAt().isAfter(now)
        || job.dueAt().isAfter(now.plus(JobQueue.FURTHEST_DUE));
  }
}
