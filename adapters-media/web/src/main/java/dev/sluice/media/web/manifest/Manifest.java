package dev.sluice.media.web.manifest;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.shared.HttpDates;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * A text that names the parts of a stream, found where media was expected.
 *
 * @param uri its address after all redirects, which the addresses in it are relative to
 * @param date the server's time when it sent the text, if known
 * @param age how long the text had not changed then, if known
 */
public record Manifest(URI uri, String text, Optional<Instant> date, Optional<Duration> age) {
  /** Creates a manifest without a date. */
  public Manifest(URI uri, String text) {
    this(uri, text, Optional.empty(), Optional.empty());
  }

  public static Manifest of(WebClient.Response response, byte[] first, int length, byte[] rest) {
    byte[] all = Arrays.copyOf(first, length + rest.length);
    System.arraycopy(rest, 0, all, length, rest.length);
    return of(response.uri(), all, HttpDates.serverTime(response), age(response));
  }

  /** Returns how long what a response contains had not changed, if its server says so. */
  public static Optional<Duration> age(WebClient.Response response) {
    Optional<Instant> changed = response.header("Last-Modified").flatMap(HttpDates::parse);
    return HttpDates.serverTime(response)
        .flatMap(now -> changed.map(then -> Duration.between(then, now)));
  }

  public static Manifest of(URI uri, byte[] bytes, Optional<Instant> date, Optional<Duration> age) {
    String text = new String(plain(uri, bytes), StandardCharsets.UTF_8);
    return new Manifest(uri, text.startsWith("\ufeff") ? text.substring(1) : text, date, age);
  }

  // Some servers send the compressed file that they store, without saying so.
  private static byte[] plain(URI uri, byte[] bytes) {
    if (!isGzip(bytes, bytes.length)) {
      return bytes;
    }
    try (InputStream text = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      byte[] plain = text.readNBytes(ManifestFormat.LARGEST + 1);
      if (plain.length > ManifestFormat.LARGEST) {
        throw new SluiceException(
            FailureCode.SOURCE_TOO_LARGE,
            "The manifest is larger than the "
                + ManifestFormat.LARGEST
                + " bytes that are allowed: "
                + SourceUrl.redacted(uri));
      }
      return plain;
    } catch (IOException e) {
      throw new SluiceException(
          FailureCode.SOURCE_CUT,
          "The manifest's compressed bytes are damaged: " + SourceUrl.redacted(uri),
          e);
    }
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
      try (InputStream text = new GZIPInputStream(new ByteArrayInputStream(first, 0, length))) {
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
