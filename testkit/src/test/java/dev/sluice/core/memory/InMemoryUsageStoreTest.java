package dev.sluice.core.memory;

import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.port.store.Outbox;
import dev.sluice.testkit.contract.UsageStoreContract;

class InMemoryUsageStoreTest extends UsageStoreContract {
  private final InMemoryJobStore store = new InMemoryJobStore();

  @Override
  protected JobStore store() {
    return store;
  }

  @Override
  protected Outbox outbox() {
    return store;
  }
}
