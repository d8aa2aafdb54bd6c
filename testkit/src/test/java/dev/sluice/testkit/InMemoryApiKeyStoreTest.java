package dev.sluice.testkit;

import dev.sluice.core.memory.InMemoryApiKeyStore;
import dev.sluice.core.port.ApiKeyStore;

class InMemoryApiKeyStoreTest extends ApiKeyStoreContract {
  private final InMemoryApiKeyStore store = new InMemoryApiKeyStore();

  @Override
  protected ApiKeyStore store() {
    return store;
  }
}
