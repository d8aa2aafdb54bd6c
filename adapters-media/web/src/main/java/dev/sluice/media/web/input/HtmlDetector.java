package dev.sluice.media.web.input;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Distinguishes web pages from media by type and first bytes. */
final class HtmlDetector {
  private HtmlDetector() {}

  /** Returns whether the type announces a web page. */
  static boolean announced(Optional<String> type) {
    return type.map(t -> t.equals("text/html") || t.equals("application/xhtml+xml")).orElse(false);
  }

  /** Returns whether this is a page: by an unmistakable beginning, or by type and beginning. */
  static boolean recognised(Optional<String> type, byte[] bytes, int length) {
    String head =
        new String(bytes, 0, length, StandardCharsets.ISO_8859_1)
            .replaceFirst("^(\u00ef\u00bb\u00bf)?\\s*", "")
            .toLowerCase(Locale.ROOT);
    return head.startsWith("<!doctype html")
        || head.startsWith("<html")
        || (announced(type) && head.startsWith("<") && !isFeed(head));
  }

  // Many feeds are sent as pages; the demuxer reports them with a better message.
  private static boolean isFeed(String head) {
    return head.contains("<rss") || head.contains("<feed") || head.contains("<rdf:rdf");
  }
}
