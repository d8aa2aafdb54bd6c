package dev.sluice.testkit;

import dev.sluice.core.memory.InMemoryJobStore;
import dev.sluice.core.port.JobStore;
import dev.sluice.core.port.Outbox;

class InMemoryUsageTest extends UsageContract {
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
