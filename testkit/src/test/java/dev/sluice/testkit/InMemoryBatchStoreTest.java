package dev.sluice.testkit;

import dev.sluice.core.memory.InMemoryJobStore;
import dev.sluice.core.port.BatchStore;
import dev.sluice.core.port.JobStore;
import dev.sluice.core.port.Outbox;

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
