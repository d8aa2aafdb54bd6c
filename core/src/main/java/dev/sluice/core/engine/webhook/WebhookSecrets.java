package dev.sluice.core.engine.webhook;

import dev.sluice.core.port.store.IdSource;
import dev.sluice.core.tenant.Secret;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/** Makes what webhooks are signed with. */
public final class WebhookSecrets {
  private WebhookSecrets() {}

  /** A new secret: {@code whsec_} and the base64 of 32 bytes, as Standard Webhooks has it. */
  public static Secret fresh(IdSource ids) {
    // Two version-4 ids hold 244 random bits.
    ByteBuffer bytes = ByteBuffer.allocate(32);
    for (int i = 0; i < 2; i++) {
      UUID id = ids.next();
      bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }
    return Secret.of("whsec_" + Base64.getEncoder().encodeToString(bytes.array()));
  }
}
