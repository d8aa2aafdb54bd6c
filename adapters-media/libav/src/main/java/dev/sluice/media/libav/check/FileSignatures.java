package dev.sluice.media.libav.check;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.RequestField;
import dev.sluice.media.libav.base.Failures;
import dev.sluice.media.libav.base.Natives;
import dev.sluice.media.libav.io.InputHandler;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Recognizes files that are not media by their first bytes, so that the error can name the type.
 */
public final class FileSignatures {
  private static final Map<String, String> MAGIC =
      Map.ofEntries(
          Map.entry("\u00ff\u00d8\u00ff", "a picture (JPEG)"),
          Map.entry("\u0089PNG\r\n", "a picture (PNG)"),
          Map.entry("GIF8", "a picture (GIF)"),
          Map.entry("BM", "a picture (BMP)"),
          Map.entry("II*\0", "a picture (TIFF)"),
          Map.entry("MM\0*", "a picture (TIFF)"),
          Map.entry("%PDF", "a document (PDF)"),
          Map.entry("PK\u0003\u0004", "an archive (ZIP)"),
          Map.entry("\u001f\u008b", "a compressed file (gzip)"),
          Map.entry("Rar!", "an archive (RAR)"),
          Map.entry("7z\u00bc\u00af", "an archive (7z)"),
          Map.entry("#EXTM3U", "a playlist (M3U)"));

  /** A feed's first element, and what may come before it. */
  private static final Pattern FEED =
      Pattern.compile(
          "(?:\\s|<\\?[^>]*>|<!--.*?-->|<!doctype[^>]*>)*+<(?:rss|feed|rdf:rdf)[\\s>].*",
          Pattern.DOTALL);

  private FileSignatures() {}

  /**
   * @throws SluiceException SOURCE_EMPTY, NOT_MEDIA
   */
  public static void check(byte[] head) {
    if (head.length == 0) {
      throw new SluiceException(FailureCode.SOURCE_EMPTY, "The source is empty: it has no bytes");
    }
    String text = new String(head, StandardCharsets.ISO_8859_1);
    if (FEED.matcher(start(text)).matches()) {
      throw Failures.notMedia(
          "The source is a feed (RSS or Atom), not video or audio; to convert its episodes, send"
              + " its URL as "
              + RequestField.FEED.option());
    }
    recognised(text)
        .ifPresent(
            what -> {
              throw Failures.notMedia("The source is %s, not video or audio".formatted(what));
            });
  }

  /** Returns the failure of an input that libav could not open. */
  public static SluiceException notOpened(InputHandler handler, int code) {
    String size =
        handler.size().isPresent()
            ? String.format(Locale.ROOT, " (%d bytes)", handler.size().getAsLong())
            : "";
    byte[] head = handler.head();
    Optional<String> container = ContainerHeads.recognise(head);
    if (container.isPresent()) {
      return Failures.damaged(
          "The source begins like %s, but its index cannot be read%s: it is truncated or damaged"
              .formatted(container.get(), size));
    }
    return Failures.notMedia(
        "The source%s is not video or audio in a supported format (%s)"
            .formatted(size, Natives.describe(code)));
  }

  private static Optional<String> recognised(String head) {
    String start = start(head);
    if (start.startsWith("<!doctype html") || start.startsWith("<html")) {
      return Optional.of("a web page (HTML)");
    }
    if (start.startsWith("<?xml") || start.startsWith("<svg") || start.startsWith("<mpd")) {
      return Optional.of("an XML document");
    }
    if (start.startsWith("{\"") || start.startsWith("[{\"")) {
      return Optional.of("a JSON document");
    }
    if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
      return Optional.of("a picture (WebP)");
    }
    if (head.startsWith("ftypavif", 4) || head.startsWith("ftypheic", 4)) {
      return Optional.of("a picture (HEIF)");
    }
    return MAGIC.entrySet().stream()
        .filter(magic -> head.startsWith(magic.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static String start(String head) {
    String start = head.stripLeading().toLowerCase(Locale.ROOT);
    return start.startsWith("\u00ef\u00bb\u00bf") ? start.substring(3).stripLeading() : start;
  }
}
