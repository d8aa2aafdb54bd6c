package dev.sluice.media.web.input;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Tells a web page from media by its type and its first bytes. */
final class HtmlDetector {
  private HtmlDetector() {}

  /** Whether the type alone is worth a longer look. */
  static boolean announced(Optional<String> type) {
    return type.map(t -> t.equals("text/html") || t.equals("application/xhtml+xml")).orElse(false);
  }

  /** Whether this is a page: one that says so and looks so, or one that cannot be mistaken. */
  static boolean recognised(Optional<String> type, byte[] bytes, int length) {
    String head =
        new String(bytes, 0, length, StandardCharsets.ISO_8859_1)
            .replaceFirst("^(\u00ef\u00bb\u00bf)?\\s*", "")
            .toLowerCase(Locale.ROOT);
    return head.startsWith("<!doctype html")
        || head.startsWith("<html")
        || (announced(type) && head.startsWith("<") && !isFeed(head));
  }

  // Many a feed is sent as a page; what to do with one is told where media is looked at.
  private static boolean isFeed(String head) {
    return head.contains("<rss") || head.contains("<feed") || head.contains("<rdf:rdf");
  }
}
