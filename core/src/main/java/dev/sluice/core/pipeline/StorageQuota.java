package dev.sluice.core.pipeline;

import dev.sluice.core.failure.QuotaExceededException;
import dev.sluice.core.job.Owner;
import dev.sluice.core.port.ApiKeyStore;
import dev.sluice.core.port.UsageBook;
import java.util.Optional;

/** Takes no new jobs of owners who have used up their storage. */
final class StorageQuota {
  private final ApiKeyStore keys;
  private final UsageBook usage;

  StorageQuota(ApiKeyStore keys, UsageBook usage) {
    this.keys = keys;
    this.usage = usage;
  }

  /**
   * @throws QuotaExceededException if nothing more of this owner would fit
   */
  void require(Owner owner) {
    Optional<Long> limit = keys.allowance(owner).storageBytes();
    if (limit.isPresent() && usage.usage(owner).effectiveBytes() >= limit.get()) {
      throw exceeded(usage, owner, limit.get());
    }
  }

  static QuotaExceededException exceeded(UsageBook usage, Owner owner, long limit) {
    long used = usage.usage(owner).effectiveBytes();
    return new QuotaExceededException(
        limit,
        used,
        ("The storage limit of %,d bytes leaves no room for this file: %,d bytes are stored or being"
                + " written; ask the operator for a higher limit")
            .formatted(limit, used));
  }
}
