package dev.sluice.core.engine.webhook;

import dev.sluice.core.port.store.RandomSource;
import dev.sluice.core.tenant.Secret;
import java.util.Base64;

/** Makes the secrets that webhooks are signed with. */
public final class WebhookSecrets {
  private static final int BYTES = 32;

  private WebhookSecrets() {}

  /**
   * Returns a new secret: {@code whsec_} and the base64 of 32 bytes, as Standard Webhooks
   * describes.
   */
  public static Secret create(RandomSource random) {
    byte[] bytes = new byte[BYTES];
    random.fill(bytes);
    return Secret.of("whsec_" + Base64.getEncoder().encodeToString(bytes));
  }
}
