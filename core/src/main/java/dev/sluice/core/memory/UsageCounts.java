package dev.sluice.core.memory;

import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.port.store.UsageStore.Reservation;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.Usage;
import dev.sluice.core.tenant.Usage.DailyUsage;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The usage of tenants, counted in memory. Not thread-safe; {@link InMemoryJobs} holds the lock.
 */
final class UsageCounts {
  private final Map<TenantId, Usage> usage = new HashMap<>();
  private final Map<TenantId, Map<LocalDate, DailyUsage>> days = new HashMap<>();
  private final Map<JobId, Long> reservations = new HashMap<>();
  private final Map<TenantId, Long> submitted = new HashMap<>();

  Usage usage(TenantId tenant) {
    return usage.getOrDefault(tenant, Usage.NONE);
  }

  long submitted(TenantId tenant) {
    return submitted.getOrDefault(tenant, 0L);
  }

  void inserted(Job job) {
    submitted.merge(job.tenant(), 1L, Long::sum);
  }

  List<DailyUsage> days(TenantId tenant, LocalDate first, LocalDate last) {
    Map<LocalDate, DailyUsage> known = days.getOrDefault(tenant, Map.of());
    return first
        .datesUntil(last.plusDays(1))
        .map(day -> known.getOrDefault(day, DailyUsage.none(day)))
        .toList();
  }

  Reservation reserve(Job job, long bytes, long limit) {
    long more = bytes - reservations.getOrDefault(job.id(), 0L);
    if (more <= 0) {
      return Reservation.RESERVED;
    }
    Usage now = usage(job.tenant());
    if (more > limit - now.effectiveBytes()) {
      return Reservation.FULL;
    }
    reservations.put(job.id(), bytes);
    usage.put(job.tenant(), reserving(now, more));
    return Reservation.RESERVED;
  }

  private static Usage reserving(Usage now, long more) {
    return new Usage(
        now.completed(), now.storedBytes(), now.reservedBytes() + more, now.processing());
  }

  /** Updates the counts after a job was moved or claimed, or sent a heartbeat. */
  void changed(Job before, Job next) {
    if (next.status() != JobStatus.PROCESSING) {
      dropReservation(next);
    }
    if (next.status().isFinal() && !before.status().isFinal()) {
      ended(next);
    }
  }

  void dropReservation(Job job) {
    Long reserved = reservations.remove(job.id());
    if (reserved != null) {
      usage.computeIfPresent(job.tenant(), (tenant, now) -> reserving(now, -reserved));
    }
  }

  private void ended(Job job) {
    if (job.status() == JobStatus.COMPLETED) {
      completed(job, job.artifact().map(Artifact::storedBytes).orElse(0L));
    } else if (job.status().isFailure()) {
      count(job, new DailyUsage(day(job), 0, 1, 0));
    }
  }

  private void completed(Job job, long bytes) {
    Duration took =
        Duration.between(
            job.startedAt().orElse(job.createdAt()), job.finishedAt().orElse(job.createdAt()));
    Usage now = usage(job.tenant());
    usage.put(
        job.tenant(),
        new Usage(
            now.completed() + 1,
            now.storedBytes() + bytes,
            now.reservedBytes(),
            now.processing().plus(took.isNegative() ? Duration.ZERO : took)));
    count(job, new DailyUsage(day(job), 1, 0, bytes));
  }

  private void count(Job job, DailyUsage one) {
    days.computeIfAbsent(job.tenant(), tenant -> new HashMap<>())
        .merge(one.day(), one, DailyUsage::plus);
  }

  private static LocalDate day(Job job) {
    return DailyUsage.dayOf(job.finishedAt().orElse(job.createdAt()));
  }
}
