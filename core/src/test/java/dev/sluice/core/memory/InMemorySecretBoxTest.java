package dev.sluice.core.memory;

import dev.sluice.core.port.store.SecretBox;
import dev.sluice.testkit.contract.SecretBoxContract;

class InMemorySecretBoxTest extends SecretBoxContract {
  private final InMemorySecretBox box = new InMemorySecretBox();

  @Override
  protected SecretBox box() {
    return box;
  }
}
