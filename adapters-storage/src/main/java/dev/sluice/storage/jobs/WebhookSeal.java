package dev.sluice.storage.jobs;

import dev.sluice.core.job.Owner;
import dev.sluice.core.job.Secret;
import dev.sluice.core.port.SecretBox;
import java.util.Optional;

/**
 * What webhooks are signed with, on its way into the table and the journal and out of them: sealed,
 * where there is a box. What was written down before there was one is read as it is.
 */
final class WebhookSeal {
  private final Optional<SecretBox> secrets;

  WebhookSeal(Optional<SecretBox> secrets) {
    this.secrets = secrets;
  }

  Secret sealed(Owner owner, Secret plain) {
    return secrets.map(box -> Secret.of(box.seal(plain, context(owner)))).orElse(plain);
  }

  Secret opened(Owner owner, Secret stored) {
    return stored.reveal().startsWith(SecretBox.PREFIX)
        ? secrets.orElseGet(NoSecretBox::new).open(stored.reveal(), context(owner))
        : stored;
  }

  static String context(Owner owner) {
    return "webhook:" + owner.id();
  }
}
