package dev.sluice.core.engine.limits;

import dev.sluice.core.failure.QuotaExceededException;
import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.port.store.UsageStore;
import dev.sluice.core.tenant.TenantId;
import java.util.Optional;

/** Takes no new jobs of owners who have used up their storage. */
public final class QuotaCheck {
  private final ApiKeyStore keys;
  private final UsageStore usage;

  public QuotaCheck(ApiKeyStore keys, UsageStore usage) {
    this.keys = keys;
    this.usage = usage;
  }

  /**
   * @throws QuotaExceededException if nothing more of this owner would fit
   */
  public void require(TenantId owner) {
    Optional<Long> limit = keys.allowance(owner).storageBytes();
    if (limit.isPresent() && usage.usage(owner).effectiveBytes() >= limit.get()) {
      throw exceeded(usage, owner, limit.get());
    }
  }

  static QuotaExceededException exceeded(UsageStore usage, TenantId owner, long limit) {
    long used = usage.usage(owner).effectiveBytes();
    return new QuotaExceededException(
        limit,
        used,
        ("The storage limit of %,d bytes leaves no room for this file: %,d bytes are stored or"
                + " being written; ask the operator for a higher limit")
            .formatted(limit, used));
  }
}
