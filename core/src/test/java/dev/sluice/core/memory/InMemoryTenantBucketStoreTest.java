package dev.sluice.core.memory;

import dev.sluice.core.port.store.TenantBucketStore;
import dev.sluice.testkit.contract.TenantBucketStoreContract;

class InMemoryTenantBucketStoreTest extends TenantBucketStoreContract {
  private final InMemoryTenantBucketStore storages = new InMemoryTenantBucketStore();

  @Override
  protected TenantBucketStore storages() {
    return storages;
  }
}
