package dev.sluice.http.api;

import dev.sluice.core.memory.InMemoryDatabase;
import dev.sluice.core.port.store.Database;

class OtherKeysTest extends OtherKeysContract {
  @Override
  protected Database database() {
    return new InMemoryDatabase();
  }
}
