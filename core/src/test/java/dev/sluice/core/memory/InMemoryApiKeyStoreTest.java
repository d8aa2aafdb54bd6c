package dev.sluice.core.memory;

import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.testkit.contract.ApiKeyStoreContract;

class InMemoryApiKeyStoreTest extends ApiKeyStoreContract {
  private final InMemoryApiKeyStore store = new InMemoryApiKeyStore();

  @Override
  protected ApiKeyStore store() {
    return store;
  }
}
