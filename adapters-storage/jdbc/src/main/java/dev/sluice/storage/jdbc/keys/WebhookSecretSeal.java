package dev.sluice.storage.jdbc.keys;

import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import java.util.Optional;

/**
 * What webhooks are signed with, on its way into the table and the journal and out of them: sealed,
 * where there is a box. What was written down before there was one is read as it is.
 */
public final class WebhookSecretSeal {
  private final Optional<SecretBox> secrets;

  public WebhookSecretSeal(Optional<SecretBox> secrets) {
    this.secrets = secrets;
  }

  public Secret sealed(TenantId owner, Secret plain) {
    return secrets.map(box -> Secret.of(box.seal(plain, context(owner)))).orElse(plain);
  }

  public Secret opened(TenantId owner, Secret stored) {
    return stored.reveal().startsWith(SecretBox.PREFIX)
        ? secrets.orElseGet(NoSecretBox::new).open(stored.reveal(), context(owner))
        : stored;
  }

  static String context(TenantId owner) {
    return "webhook:" + owner.id();
  }
}
