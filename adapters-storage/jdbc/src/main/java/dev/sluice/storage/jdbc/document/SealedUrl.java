package dev.sluice.storage.jdbc.document;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.Secret;
import java.util.Optional;
import java.util.UUID;

/**
 * A URL as the database and the journal store it. A URL with credentials, a query or a fragment is
 * sealed as a whole, beside what may be shown of it. Any other URL is stored as it is, and so is
 * every URL if there is no {@link SecretBox}, as earlier versions stored it.
 *
 * @param shown scheme, host, port and path, or the whole URL if it is not sealed
 * @param sealed the whole URL, sealed for the job, batch or notification that it belongs to
 */
public record SealedUrl(String shown, Optional<String> sealed) {
  /**
   * Seals a URL if it may contain a secret.
   *
   * @param subject the id of the job or batch that it belongs to
   */
  public static SealedUrl of(SourceUrl url, UUID subject, Optional<SecretBox> secrets) {
    if (url.sealed().isPresent()) {
      return new SealedUrl(url.toString(), url.sealed());
    }
    boolean isOpen = secrets.isEmpty() || url.text().equals(url.toString());
    return isOpen
        ? new SealedUrl(url.text(), Optional.empty())
        : new SealedUrl(
            url.toString(), secrets.map(box -> box.seal(Secret.of(url.text()), context(subject))));
  }

  /** Reads what {@link #toString} returned. */
  public static SealedUrl parse(String stored) {
    int end = stored.indexOf(' ');
    return stored.startsWith(SecretBox.PREFIX) && end > 0
        ? new SealedUrl(stored.substring(end + 1), Optional.of(stored.substring(0, end)))
        : new SealedUrl(stored, Optional.empty());
  }

  /**
   * Returns the URL. If it cannot be opened, the rest of a job stays readable: only what uses the
   * URL fails, see {@link SourceUrl#unreadable}.
   */
  public SourceUrl open(UUID subject, Optional<SecretBox> secrets) {
    if (sealed.isEmpty()) {
      return SourceUrl.parse(shown);
    }
    try {
      Secret text = secrets.orElseGet(NoSecretBox::new).open(sealed.get(), context(subject));
      return SourceUrl.parse(text.reveal());
    } catch (SluiceException e) {
      return SourceUrl.unreadable(sealed.get(), shown, e.getMessage());
    }
  }

  /** Returns whether it is as {@link #of} would seal it with the current key. */
  public boolean isUpToDate(SecretBox secrets) {
    return sealed.isPresent()
        ? secrets.isUpToDate(sealed.get())
        : SourceUrl.parse(shown).toString().equals(shown);
  }

  private static String context(UUID subject) {
    return "url:" + subject;
  }

  /** Returns the text to store. */
  @Override
  public String toString() {
    return sealed.map(text -> text + " " + shown).orElse(shown);
  }
}
