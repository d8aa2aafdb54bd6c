package dev.sluice.core.port.store;

import dev.sluice.core.tenant.Secret;

/**
 * Seals secrets, so that what is written down is of no use to who reads the disk. What was sealed
 * for one thing cannot be opened as another's: the context says what it belongs to, and whoever
 * opens it has to say the same. Thread-safe.
 */
public interface SecretBox {
  /** What every sealed text begins with, and no secret in plain does. */
  String PREFIX = "sealed.";

  /**
   * Seals a secret. Of the same secret each call makes another text.
   *
   * @param context what the secret belongs to, such as {@code webhook:} and a tenant's id
   * @return printable ASCII that begins with {@value #PREFIX}
   */
  String seal(Secret secret, String context);

  /**
   * Opens what was sealed with the same context.
   *
   * @throws dev.sluice.core.failure.SluiceException SECRET_UNREADABLE if this box has not the key
   *     that it was sealed with, if it was sealed with another context, or if it was changed; the
   *     sentence says which key is missing and never shows what was sealed
   */
  Secret open(String sealed, String context);

  /**
   * Whether {@link #seal} would use the same key today; if not, whoever holds the text should open
   * it and seal it anew, so that the old key can be laid down. Says nothing about whether it can be
   * opened.
   */
  boolean isUpToDate(String sealed);
}
