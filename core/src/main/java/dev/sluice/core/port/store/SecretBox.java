package dev.sluice.core.port.store;

import dev.sluice.core.tenant.Secret;

/**
 * Seals secrets, so that the stored text is useless to someone who reads the disk. A secret is
 * sealed for a context, which names the thing it belongs to, and can be opened only with the same
 * context. Thread-safe.
 */
public interface SecretBox {
  /** The prefix of every sealed text; no plain secret begins with it. */
  String PREFIX = "sealed.";

  /**
   * Seals a secret. Each call returns a different text, even for the same secret.
   *
   * @param context the thing that the secret belongs to, such as {@code webhook:} and a tenant's id
   * @return printable ASCII that begins with {@value #PREFIX}
   */
  String seal(Secret secret, String context);

  /**
   * Opens a text that was sealed with the same context.
   *
   * @throws dev.sluice.core.failure.SluiceException SECRET_UNREADABLE if this box lacks the key
   *     that the text was sealed with, if it was sealed with another context, or if it was changed;
   *     the sentence names the missing key and never contains the secret
   */
  Secret open(String sealed, String context);

  /**
   * Returns whether {@link #seal} would use the same key today. If not, the owner of the text
   * should open it and seal it again, so that the old key can be retired. Does not check that the
   * text can be opened.
   */
  boolean isUpToDate(String sealed);

  /**
   * Returns whether texts may be opened that were sealed with other keys than {@link #seal} uses.
   */
  boolean hasEarlierKeys();
}
