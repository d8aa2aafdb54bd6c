package dev.sluice.core.memory;

import dev.sluice.core.port.store.Database;
import dev.sluice.testkit.contract.RetentionStoreContract;

class InMemoryRetentionStoreTest extends RetentionStoreContract {
  private final Database database = new InMemoryDatabase();

  @Override
  protected Database database() {
    return database;
  }
}
