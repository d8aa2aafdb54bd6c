package dev.sluice.http.api.wire;

import dev.sluice.core.Tenant;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.tenant.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/** The answer of {@code GET /dashboard/stats}: counts of the jobs of a key. */
public record StatsWire(
    long totalJobs,
    long pendingJobs,
    long processingJobs,
    long completedJobs,
    long failedJobs,
    long storageUsedBytes,
    BigDecimal storageUsedGb,
    String clientName,
    BigDecimal avgProcessingTimeSeconds,
    long todayThroughputBytes) {
  public static StatsWire of(String name, Tenant.Account account) {
    Map<JobStatus, Long> counts = account.counts();
    Usage usage = account.usage();
    return new StatsWire(
        counts.values().stream().mapToLong(Long::longValue).sum(),
        counts.getOrDefault(JobStatus.PENDING, 0L),
        counts.getOrDefault(JobStatus.PROCESSING, 0L),
        counts.getOrDefault(JobStatus.COMPLETED, 0L),
        counts.getOrDefault(JobStatus.FAILED, 0L) + counts.getOrDefault(JobStatus.WARNING, 0L),
        usage.storedBytes(),
        Gigabytes.number(usage.storedBytes()),
        name,
        averageSeconds(usage),
        account.days(1).get(0).storedBytes());
  }

  private static BigDecimal averageSeconds(Usage usage) {
    return usage.completed() == 0
        ? BigDecimal.ZERO
        : BigDecimal.valueOf(usage.processing().toMillis())
            .divide(BigDecimal.valueOf(1_000L * usage.completed()), 3, RoundingMode.HALF_UP);
  }
}
