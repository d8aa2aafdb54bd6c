package dev.sluice.core.memory;

import dev.sluice.core.port.store.BatchStore;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.port.store.Outbox;
import dev.sluice.testkit.contract.BatchStoreContract;

class InMemoryBatchStoreTest extends BatchStoreContract {
  private final InMemoryJobStore store = new InMemoryJobStore();

  @Override
  protected JobStore store() {
    return store;
  }

  @Override
  protected BatchStore batches() {
    return store.batches();
  }

  @Override
  protected Outbox outbox() {
    return store;
  }
}
