package dev.sluice.core.memory;

import dev.sluice.core.job.JobDestination;
import dev.sluice.core.port.store.TenantBucketStore;
import dev.sluice.core.port.store.TenantBucketStore.TenantBucket;
import dev.sluice.core.tenant.BucketId;
import dev.sluice.core.tenant.TenantId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Bucket settings in memory; they are lost at the end of the process. Thread-safe. */
final class InMemoryTenantBucketStore implements TenantBucketStore {
  private final Map<BucketId, TenantBucket> all = new HashMap<>();
  private final Map<TenantId, BucketId> current = new HashMap<>();

  @Override
  public synchronized void set(TenantBucket storage) {
    all.put(storage.id(), storage);
    current.put(storage.tenant(), storage.id());
  }

  @Override
  public synchronized boolean reset(TenantId tenant, BucketId id, Instant now) {
    return current.remove(tenant) != null;
  }

  @Override
  public synchronized Optional<TenantBucket> current(TenantId tenant) {
    return Optional.ofNullable(current.get(tenant)).map(all::get);
  }

  @Override
  public synchronized Optional<JobDestination> ofNewJobs(TenantId tenant) {
    return current(tenant)
        .map(storage -> JobDestination.of(storage.id(), storage.settings().space()));
  }

  @Override
  public synchronized Optional<TenantBucket> find(BucketId id) {
    return Optional.ofNullable(all.get(id));
  }
}
