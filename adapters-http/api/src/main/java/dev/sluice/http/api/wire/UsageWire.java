package dev.sluice.http.api.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.core.tenant.Usage;
import java.math.BigDecimal;
import java.time.Duration;

/** The answer of {@code GET /usage}; a limit that the key does not have is absent. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UsageWire(
    String clientName,
    long usageCount,
    BigDecimal storageUsageGb,
    BigDecimal storageReservedGb,
    BigDecimal storageEffectiveUsageGb,
    BigDecimal storageLimitGb,
    Long storageLimitBytes,
    BigDecimal storageRemainingGb,
    String maxResolutionLimit,
    Long maxDurationLimitSeconds,
    Long maxFilesizeLimitBytes) {
  public static UsageWire of(String name, Usage usage, TenantQuota quota) {
    Long limit = quota.storageBytes().orElse(null);
    return new UsageWire(
        name,
        usage.completed(),
        Gigabytes.number(usage.storedBytes()),
        Gigabytes.number(usage.reservedBytes()),
        Gigabytes.number(usage.effectiveBytes()),
        limit == null ? null : Gigabytes.number(limit),
        limit,
        // A limit that was lowered may lie below what is used.
        limit == null ? null : Gigabytes.number(Math.max(0, limit - usage.effectiveBytes())),
        quota.shorterSide().map(side -> side + "p").orElse(null),
        quota.duration().map(Duration::toSeconds).orElse(null),
        quota.fileBytes().orElse(null));
  }
}
