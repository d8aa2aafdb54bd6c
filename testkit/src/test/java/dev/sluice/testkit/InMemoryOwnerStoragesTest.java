package dev.sluice.testkit;

import dev.sluice.core.memory.InMemoryOwnerStorages;
import dev.sluice.core.port.OwnerStorages;

class InMemoryOwnerStoragesTest extends OwnerStoragesContract {
  private final InMemoryOwnerStorages storages = new InMemoryOwnerStorages();

  @Override
  protected OwnerStorages storages() {
    return storages;
  }
}
