package dev.sluice.media.web.input;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.media.web.manifest.ManifestFormat;
import dev.sluice.media.web.origin.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The first bytes of a source, by which one sees what it is. */
final class ContentSniffer {
  private static final int LEAST = 1;

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
   * Reads at least one byte, and as many as it takes to see what it is.
   *
   * @param atMost how many there are to read
   */
  static ContentSniffer of(Origin origin, Optional<String> type, int atMost, InputStream source) {
    byte[] bytes = new byte[Math.min(atMost, ManifestFormat.HEAD_BYTES)];
    int filled = 0;
    try {
      while (filled < bytes.length && (filled < LEAST || isText(type, bytes[0]))) {
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

  // Pages and manifests begin so, hardly any media does.
  private static boolean isText(Optional<String> type, byte first) {
    return HtmlDetector.announced(type) || first == '#' || first == '<' || first == (byte) 0xef;
  }

  /** What a manifest is known by. */
  String text() {
    String head = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    return head.startsWith("\u00ef\u00bb\u00bf") ? head.substring(3) : head;
  }

  boolean isPage() {
    return HtmlDetector.recognised(type, bytes, length);
  }

  SluiceException page() {
    return origin
        .failures()
        .of(
            FailureCode.NOT_MEDIA,
            "A web page was found where media was expected; give the address of the media file"
                + " itself, or have yt-dlp installed where Sluice runs, which knows the pages of"
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
