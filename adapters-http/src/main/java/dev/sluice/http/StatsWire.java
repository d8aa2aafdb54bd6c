package dev.sluice.http;

import dev.sluice.core.Tenant;
import dev.sluice.core.TenantAccount;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Page;
import dev.sluice.core.job.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/** The answer of {@code GET /dashboard/stats}: a key's jobs in figures. */
record StatsWire(
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
  static StatsWire of(String name, Tenant tenant) {
    Page<Job> pending = tenant.list(Optional.of(JobStatus.PENDING), 1, 0);
    TenantAccount account = tenant.account();
    Usage usage = account.usage();
    return new StatsWire(
        pending.total(),
        pending.totalFiltered(),
        account.processing(),
        usage.completed(),
        usage.failed(),
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
