package dev.sluice.media.web.input;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.media.web.manifest.Manifest;
import dev.sluice.media.web.manifest.ManifestFormat;
import dev.sluice.media.web.origin.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The first bytes of a source, which show whether it is media, a manifest or a web page. */
final class ContentSniffer {
  private static final int MIN_BYTES = 1;

  private final Origin origin;
  private final Optional<String> type;
  private final byte[] bytes;
  private final int length;

  private ContentSniffer(Origin origin, Optional<String> type, byte[] bytes, int length) {
    this.origin = origin;
    this.type = type;
    this.bytes = bytes;
    this.length = length;
  }

  /**
   * Reads at least one byte, and as many as are needed to recognise the content.
   *
   * @param limit the most bytes to read
   */
  static ContentSniffer of(Origin origin, Optional<String> type, int limit, InputStream source) {
    byte[] bytes = new byte[Math.min(limit, ManifestFormat.HEAD_BYTES)];
    int filled = 0;
    try {
      while (filled < bytes.length && (filled < MIN_BYTES || isText(type, bytes[0]))) {
        int count = source.read(bytes, filled, bytes.length - filled);
        if (count < 0) {
          break;
        }
        filled += count;
      }
    } catch (IOException e) {
      throw origin.failures().of(FailureCode.SOURCE_CUT, "The source's first bytes are damaged", e);
    }
    if (filled == 0) {
      throw origin.failures().empty();
    }
    return new ContentSniffer(origin, type, bytes, filled);
  }

  // Web pages and manifests begin like this, and hardly any media.
  private static boolean isText(Optional<String> type, byte first) {
    return HtmlDetector.announced(type)
        || first == '#'
        || first == '<'
        || first == (byte) 0xef
        || first == 0x1f
        || Character.isWhitespace(first);
  }

  /** Returns the bytes as a text, by which a manifest is recognised. */
  String text() {
    return Manifest.head(bytes, length);
  }

  boolean isPage() {
    return HtmlDetector.recognised(type, bytes, length);
  }

  /** Returns the failure of a web page that nothing here can read. */
  SluiceException unreadablePage() {
    return origin
        .failures()
        .of(
            FailureCode.NOT_MEDIA,
            "A web page was found where media was expected; give the address of the media file"
                + " itself, or install yt-dlp where Sluice runs, which reads the pages of"
                + " video sites",
            null);
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }
}
