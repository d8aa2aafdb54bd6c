package dev.sluice.media.web.manifest;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.shared.HttpDates;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A text that names the parts of a stream, found where media was expected.
 *
 * @param uri its address after all redirects, which the addresses in it are relative to
 * @param date the server's time when it sent the text, if known
 */
public record Manifest(URI uri, String text, Optional<Instant> date) {
  /** Creates a manifest without a date. */
  public Manifest(URI uri, String text) {
    this(uri, text, Optional.empty());
  }

  public static Manifest of(WebClient.Response response, byte[] first, int length, byte[] rest) {
    byte[] all = Arrays.copyOf(first, length + rest.length);
    System.arraycopy(rest, 0, all, length, rest.length);
    return of(response.uri(), all, HttpDates.serverTime(response));
  }

  public static Manifest of(URI uri, byte[] bytes, Optional<Instant> date) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return new Manifest(uri, text.startsWith("\ufeff") ? text.substring(1) : text, date);
  }

  /**
   * Resolves an address that the text contains. Only http and https are allowed.
   *
   * @throws SluiceException NOT_MEDIA
   */
  public URI resolved(String text) {
    return resolve(uri, text);
  }

  /**
   * Resolves an address that a manifest contains, relative to an address within the manifest.
   *
   * @throws SluiceException NOT_MEDIA
   */
  public static URI resolve(URI base, String text) {
    try {
      return SourceUrl.resolve(base, text).uri();
    } catch (IllegalArgumentException e) {
      throw new SluiceException(
          FailureCode.NOT_MEDIA,
          "The manifest has an address that is not an http or https URL (%s): %s"
              .formatted(e.getMessage(), SourceUrl.redacted(base)),
          e);
    }
  }
}
