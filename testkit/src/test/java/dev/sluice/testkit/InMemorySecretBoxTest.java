package dev.sluice.testkit;

import dev.sluice.core.memory.InMemorySecretBox;
import dev.sluice.core.port.SecretBox;

class InMemorySecretBoxTest extends SecretBoxContract {
  private final InMemorySecretBox box = new InMemorySecretBox();

  @Override
  protected SecretBox box() {
    return box;
  }
}
