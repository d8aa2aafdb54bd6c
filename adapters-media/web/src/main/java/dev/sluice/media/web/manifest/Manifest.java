package dev.sluice.media.web.manifest;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.shared.BoundedGzipStream;
import dev.sluice.core.shared.HttpDates;
import dev.sluice.core.shared.LimitedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * A text that names the parts of a stream, found where media was expected.
 *
 * @param uri its address after all redirects, which the addresses in it are relative to
 * @param date the server's time when it sent the text, if known
 * @param age how long the text had not changed then, if known
 */
public record Manifest(URI uri, ManifestText text, Optional<Instant> date, Optional<Duration> age) {
  /** Creates a manifest without a date. */
  public Manifest(URI uri, String text) {
    this(uri, ManifestText.of(text), Optional.empty(), Optional.empty());
  }

  /**
   * Reads a manifest to its end.
   *
   * @param body the body of the response, decompressed if the response says that it is compressed
   * @param memory receives the number of bytes of each part before it is kept
   * @throws SluiceException SOURCE_TOO_LARGE if it has more than {@link ManifestFormat#LARGEST}
   *     bytes; what {@code memory} throws
   * @throws IOException if it is compressed and damaged
   */
  public static Manifest read(WebClient.Response response, InputStream body, IntConsumer memory)
      throws IOException {
    URI uri = response.uri();
    // Of what is received, nothing may be left when it is decompressed.
    InputStream limited = new LimitedInputStream(body, ManifestFormat.LARGEST, () -> tooLarge(uri));
    PushbackInputStream received = new PushbackInputStream(limited, 3);
    byte[] first = received.readNBytes(3);
    received.unread(first);
    // Some servers send the compressed file that they store, without saying so.
    InputStream plain =
        isGzip(first, first.length) ? new BoundedGzipStream(received, 1 << 16) : received;
    return new Manifest(
        uri,
        ManifestText.read(plain, ManifestFormat.LARGEST, () -> tooLarge(uri), memory),
        HttpDates.serverTime(response),
        age(response));
  }

  private static SluiceException tooLarge(URI uri) {
    return new SluiceException(
        FailureCode.SOURCE_TOO_LARGE,
        "The manifest is larger than the "
            + ManifestFormat.LARGEST
            + " bytes that are allowed: "
            + SourceUrl.redacted(uri));
  }

  /** Returns how long what a response contains had not changed, if its server says so. */
  public static Optional<Duration> age(WebClient.Response response) {
    Optional<Instant> changed = response.header("Last-Modified").flatMap(HttpDates::parse);
    return HttpDates.serverTime(response)
        .flatMap(now -> changed.map(then -> Duration.between(then, now)));
  }

  private static boolean isGzip(byte[] bytes, int length) {
    return length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
  }

  /**
   * Returns the text that a manifest begins with, as ISO 8859-1 without a byte order mark.
   *
   * @param first its first bytes, which may be compressed
   */
  public static String head(byte[] first, int length) {
    byte[] plain = Arrays.copyOf(first, length);
    if (isGzip(first, length)) {
      plain = new byte[ManifestFormat.HEAD_BYTES];
      int filled = 0;
      try (InputStream text =
          new BoundedGzipStream(new ByteArrayInputStream(first, 0, length), 512)) {
        for (int count = 0; count >= 0 && filled < plain.length; filled += Math.max(0, count)) {
          count = text.read(plain, filled, plain.length - filled);
        }
      } catch (IOException e) {
        // Only a part of the file is here; what could be decompressed counts.
      }
      plain = Arrays.copyOf(plain, filled);
    }
    String head = new String(plain, StandardCharsets.ISO_8859_1);
    return head.startsWith("\u00ef\u00bb\u00bf") ? head.substring(3) : head;
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
