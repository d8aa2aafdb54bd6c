package dev.sluice.storage.jdbc.document;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.tenant.Secret;

/** The box of a database that was opened without one: it rejects what must be sealed. */
public final class NoSecretBox implements SecretBox {
  @Override
  public String seal(Secret secret, String context) {
    throw missing();
  }

  @Override
  public Secret open(String sealed, String context) {
    throw missing();
  }

  @Override
  public boolean isUpToDate(String sealed) {
    return true;
  }

  @Override
  public boolean hasEarlierKeys() {
    return false;
  }

  private static SluiceException missing() {
    return new SluiceException(
        FailureCode.STORE_REFUSED,
        "This JobDatabase was opened without a SecretBox, which seals the keys of tenants; open it"
            + " with one, such as AesSecretBox");
  }
}
