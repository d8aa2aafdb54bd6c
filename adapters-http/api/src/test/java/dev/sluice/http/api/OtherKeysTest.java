package dev.sluice.http.api;

import dev.sluice.core.SluiceBuilder;
import dev.sluice.core.memory.InMemoryApiKeyStore;
import dev.sluice.core.port.store.ApiKeyStore;

class OtherKeysTest extends OtherKeysContract {
  @Override
  protected SluiceBuilder over(SluiceBuilder sluice) {
    return sluice;
  }

  @Override
  protected ApiKeyStore keys() {
    return new InMemoryApiKeyStore();
  }
}
