package dev.sluice.media.web.manifest;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.web.HttpDates;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.SourceUrl;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A text that was found where media was expected, and that says where the media's parts lie.
 *
 * @param place where it was found, after all redirects: what it names is relative to this
 * @param date what time it was for who sent it, where that is told
 */
public record Manifest(URI place, String text, Optional<Instant> date) {
  /** One that came at no time. */
  public Manifest(URI place, String text) {
    this(place, text, Optional.empty());
  }

  public static Manifest of(WebClient.Response answer, byte[] first, int length, byte[] rest) {
    byte[] all = Arrays.copyOf(first, length + rest.length);
    System.arraycopy(rest, 0, all, length, rest.length);
    return of(answer.uri(), all, HttpDates.serverTime(answer));
  }

  public static Manifest of(URI place, byte[] bytes, Optional<Instant> date) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return new Manifest(place, text.startsWith("\ufeff") ? text.substring(1) : text, date);
  }

  /**
   * Where it leads: http and https only, since a manifest is somebody else's text.
   *
   * @throws SluiceException NOT_MEDIA
   */
  public URI resolved(String text) {
    String address = text.strip();
    try {
      if (address.matches("(?i)[a-z][a-z0-9+.-]*:.*")) {
        return SourceUrl.parse(address).uri();
      }
      URI base = place;
      String start = base.getScheme() + "://" + base.getRawAuthority();
      String path =
          base.getRawPath() == null || base.getRawPath().isEmpty() ? "/" : base.getRawPath();
      if (address.startsWith("//")) {
        return SourceUrl.parse(base.getScheme() + ":" + address).uri();
      }
      if (address.startsWith("/")) {
        return SourceUrl.parse(start + address).uri().normalize();
      }
      if (address.startsWith("?")) {
        return SourceUrl.parse(start + path + address).uri();
      }
      String folder = path.substring(0, path.lastIndexOf('/') + 1);
      return SourceUrl.parse(start + folder + address).uri().normalize();
    } catch (IllegalArgumentException e) {
      throw new SluiceException(
          FailureCode.NOT_MEDIA,
          "The manifest names a place that is no http or https address (%s): %s"
              .formatted(e.getMessage(), SourceUrl.redacted(place)),
          e);
    }
  }
}
