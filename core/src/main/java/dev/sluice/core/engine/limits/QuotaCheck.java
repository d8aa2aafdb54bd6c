package dev.sluice.core.engine.limits;

import dev.sluice.core.failure.QuotaExceededException;
import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.port.store.UsageStore;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.Usage;
import java.util.Locale;
import java.util.Optional;

/** Rejects new jobs of tenants whose storage is used up. Thread-safe. */
public final class QuotaCheck {
  private final ApiKeyStore keys;
  private final UsageStore usage;

  public QuotaCheck(ApiKeyStore keys, UsageStore usage) {
    this.keys = keys;
    this.usage = usage;
  }

  /**
   * Checks that the tenant has storage left.
   *
   * @throws QuotaExceededException if it has none
   */
  public void require(TenantId tenant) {
    Optional<Long> limit = keys.quota(tenant).storageBytes();
    if (limit.isPresent() && usage.usage(tenant).effectiveBytes() >= limit.get()) {
      throw exceeded(usage, tenant, limit.get());
    }
  }

  static QuotaExceededException exceeded(UsageStore usage, TenantId tenant, long limit) {
    return exceeded(usage.usage(tenant), limit);
  }

  static QuotaExceededException exceeded(Usage usage, long limit) {
    long used = usage.effectiveBytes();
    return new QuotaExceededException(
        limit,
        used,
        String.format(
            Locale.ROOT,
            "The storage limit of %,d bytes leaves no room for this file: %,d bytes are stored or"
                + " being written; ask the operator for a higher limit",
            limit,
            used));
  }
}
