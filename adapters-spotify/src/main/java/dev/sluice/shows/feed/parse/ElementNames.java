package dev.sluice.shows.feed.parse;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Normalizes the names of elements, whatever prefix a feed gives to a namespace. A prefix that is
 * declared nowhere means what it usually means. Atom has none here.
 */
final class ElementNames {
  private static final Map<String, String> USUAL =
      Map.of(
          "www.w3.org/2005/atom", "",
          "www.itunes.com/dtds/podcast-1.0.dtd", "itunes",
          "podcastindex.org/namespace/1.0", "podcast",
          "search.yahoo.com/mrss", "media",
          "purl.org/rss/1.0/modules/content", "content",
          "purl.org/dc/elements/1.1", "dc",
          "www.google.com/schemas/play-podcasts/1.0", "googleplay");

  private static final int MAX = 200;

  private final Map<String, String> prefixes = new HashMap<>(Map.of("atom", ""));
  private final Map<String, String> known = new HashMap<>();

  void declare(String prefix, String namespace) {
    if (prefixes.size() > MAX) {
      return;
    }
    String uri =
        namespace
            .strip()
            .toLowerCase(Locale.ROOT)
            .replaceFirst("^https?://", "")
            .replaceFirst("/$", "");
    String usual = USUAL.get(uri);
    if (usual == null && uri.startsWith("github.com/podcastindex-org/podcast-namespace")) {
      usual = "podcast";
    }
    if (usual != null && !usual.equals(prefixes.put(prefix, usual))) {
      known.clear();
    }
  }

  /** {@code itunes:image} for an image of that namespace; {@code title} for one of none. */
  String of(String written) {
    String name = known.get(written);
    if (name == null) {
      name = read(written);
      if (known.size() < MAX) {
        known.put(written, name);
      }
    }
    return name;
  }

  private String read(String written) {
    int colon = written.indexOf(':');
    if (colon < 0) {
      return written;
    }
    String prefix = written.substring(0, colon);
    String usual = prefixes.getOrDefault(prefix, prefix.toLowerCase(Locale.ROOT));
    String local = written.substring(colon + 1);
    return usual.isEmpty() ? local : usual + ":" + local;
  }
}
