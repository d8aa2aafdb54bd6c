package dev.sluice.core.memory;

import dev.sluice.core.job.Job;
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

/** Pending jobs, each tenant's in their own order; tenants take turns. Not thread-safe. */
final class WaitingJobs {
  // As text: UUID compares signed numbers, databases compare the digits.
  private static final Comparator<Job> OLDEST_FIRST =
      Comparator.comparing(Job::createdAt).thenComparing(job -> job.id().toString());

  private static final Comparator<Job> IN_TURN =
      Comparator.<Job>comparingInt(job -> -job.request().priority()).thenComparing(OLDEST_FIRST);

  private final NavigableMap<String, NavigableSet<Job>> byOwner = new TreeMap<>();
  private final NavigableSet<Job> byDue =
      new TreeSet<>(Comparator.comparing(Job::dueAt).thenComparing(OLDEST_FIRST));

  /** Who was served last; those after it come next, and then those before. */
  private String last = "";

  void add(Job job) {
    byOwner.computeIfAbsent(job.tenant().id(), tenant -> new TreeSet<>(IN_TURN)).add(job);
    byDue.add(job);
  }

  void remove(Job job) {
    byDue.remove(job);
    NavigableSet<Job> own = byOwner.get(job.tenant().id());
    if (own != null && own.remove(job) && own.isEmpty()) {
      byOwner.remove(job.tenant().id());
    }
  }

  int count() {
    return byDue.size();
  }

  /** When the next of them becomes due. */
  Optional<Instant> nextDue() {
    return byDue.isEmpty() ? Optional.empty() : Optional.of(byDue.first().dueAt());
  }

  int count(TenantId tenant) {
    NavigableSet<Job> own = byOwner.get(tenant.id());
    return own == null ? 0 : own.size();
  }

  /**
   * Those whose turn it is; they stay here until they are removed.
   *
   * @param room how many more of a tenant may run
   */
  List<Job> next(int most, Instant now, ToIntFunction<TenantId> room) {
    List<List<Job>> each = new ArrayList<>();
    gather(byOwner.tailMap(last, false), most, now, room, each);
    gather(byOwner.headMap(last, true), most, now, room, each);
    List<Job> dealt = RoundRobin.deal(each, most);
    if (!dealt.isEmpty()) {
      last = dealt.get(dealt.size() - 1).tenant().id();
    }
    return dealt;
  }

  private static void gather(
      NavigableMap<String, NavigableSet<Job>> some,
      int most,
      Instant now,
      ToIntFunction<TenantId> room,
      List<List<Job>> into) {
    for (NavigableSet<Job> own : some.values()) {
      if (into.size() >= most) {
        return;
      }
      int allowed = Math.min(most, room.applyAsInt(own.first().tenant()));
      if (allowed > 0) {
        List<Job> due =
            own.stream().filter(job -> !job.dueAt().isAfter(now)).limit(allowed).toList();
        if (!due.isEmpty()) {
          into.add(due);
        }
      }
    }
  }
}
