package dev.sluice.storage.jdbc.keys;

import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.document.NoSecretBox;
import java.util.Optional;

/**
 * Seals webhook secrets for the table and the journal, and opens them, if there is a box. A secret
 * that was stored before there was one is read as it is.
 */
public final class WebhookSecretSeal {
  private final Optional<SecretBox> secrets;

  public WebhookSecretSeal(Optional<SecretBox> secrets) {
    this.secrets = secrets;
  }

  public Secret sealed(TenantId tenant, Secret plain) {
    return secrets.map(box -> Secret.of(box.seal(plain, context(tenant)))).orElse(plain);
  }

  public Secret opened(TenantId tenant, Secret stored) {
    return stored.reveal().startsWith(SecretBox.PREFIX)
        ? secrets.orElseGet(NoSecretBox::new).open(stored.reveal(), context(tenant))
        : stored;
  }

  static String context(TenantId tenant) {
    return "webhook:" + tenant.id();
  }
}
