package dev.sluice.http.api.routes;

import dev.sluice.core.memory.InMemoryDatabase;
import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.tenant.Secret;

/** A box whose key can be lost: it cannot decrypt what it sealed before. */
final class ReplacedBox implements SecretBox {
  private volatile SecretBox present = new InMemoryDatabase().secrets().orElseThrow();

  void replace() {
    present = new InMemoryDatabase().secrets().orElseThrow();
  }

  @Override
  public String seal(Secret secret, String context) {
    return present.seal(secret, context);
  }

  @Override
  public Secret open(String sealed, String context) {
    return present.open(sealed, context);
  }

  @Override
  public boolean isUpToDate(String sealed) {
    return present.isUpToDate(sealed);
  }

  @Override
  public boolean hasEarlierKeys() {
    return false;
  }
}
