package dev.sluice.http.api.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.core.tenant.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
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
    Integer maxResolutionLimit,
    Long maxDurationLimitSeconds,
    BigDecimal maxFilesizeLimitMb,
    Long maxFilesizeLimitBytes) {
  private static final BigDecimal MEGABYTE = BigDecimal.valueOf(1L << 20);

  /**
   * Returns the answer.
   *
   * @param submitted how many jobs the key has submitted
   */
  public static UsageWire of(String name, long submitted, Usage usage, TenantQuota quota) {
    Long limit = quota.storageBytes().orElse(null);
    return new UsageWire(
        name,
        submitted,
        Gigabytes.number(usage.storedBytes()),
        Gigabytes.number(usage.reservedBytes()),
        Gigabytes.number(usage.effectiveBytes()),
        limit == null ? null : Gigabytes.number(limit),
        limit,
        // A limit that was lowered may lie below what is used.
        limit == null ? null : Gigabytes.number(Math.max(0, limit - usage.effectiveBytes())),
        quota.shorterSide().orElse(null),
        quota.duration().map(Duration::toSeconds).orElse(null),
        quota.fileBytes().map(UsageWire::megabytes).orElse(null),
        quota.fileBytes().orElse(null));
  }

  // Without the zeros at its end: most limits are whole megabytes.
  private static BigDecimal megabytes(long bytes) {
    BigDecimal exact = BigDecimal.valueOf(bytes).divide(MEGABYTE, 2, RoundingMode.DOWN);
    return new BigDecimal(exact.stripTrailingZeros().toPlainString());
  }
}
