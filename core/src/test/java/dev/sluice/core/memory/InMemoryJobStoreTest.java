package dev.sluice.core.memory;

import dev.sluice.core.port.store.Database;
import dev.sluice.testkit.contract.JobStoreContract;

class InMemoryJobStoreTest extends JobStoreContract {
  private final Database database = new InMemoryDatabase();

  @Override
  protected Database database() {
    return database;
  }
}
