package dev.sluice.http.api.routes;

import dev.sluice.core.job.JobDestination;
import dev.sluice.core.memory.InMemoryDatabase;
import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.port.store.TenantBucketStore;
import dev.sluice.core.port.store.TenantBucketStore.TenantBucket;
import dev.sluice.core.tenant.BucketId;
import dev.sluice.core.tenant.TenantId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Settings in memory which, like those in a database, are opened when somebody asks for them. */
final class SealedStorages implements TenantBucketStore {
  private final TenantBucketStore storages = new InMemoryDatabase().tenantBuckets();
  private final Map<BucketId, String> sealed = new ConcurrentHashMap<>();
  private final SecretBox box;

  SealedStorages(SecretBox box) {
    this.box = box;
  }

  @Override
  public void set(TenantBucket storage) {
    sealed.put(storage.id(), box.seal(storage.settings().toSecret(), "storage:" + storage.id()));
    storages.set(storage);
  }

  @Override
  public boolean reset(TenantId tenant, BucketId id, Instant now) {
    return storages.reset(tenant, id, now);
  }

  @Override
  public Optional<TenantBucket> current(TenantId tenant) {
    return storages.current(tenant).map(this::opened);
  }

  @Override
  public Optional<JobDestination> ofNewJobs(TenantId tenant) {
    return storages.ofNewJobs(tenant);
  }

  @Override
  public Optional<TenantBucket> find(BucketId id) {
    return storages.find(id).map(this::opened);
  }

  private TenantBucket opened(TenantBucket storage) {
    box.open(sealed.get(storage.id()), "storage:" + storage.id());
    return storage;
  }
}
