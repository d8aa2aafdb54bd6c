package dev.sluice.shows.feed.fetch;

import dev.sluice.shows.feed.parse.FeedPage;
import java.net.URI;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Pages of feeds as they were read last, each with what its host calls that version. Bounded; what
 * was not used for longest goes first. Thread-safe.
 */
final class PageCache {
  private static final long MOST_BYTES = 32L << 20;

  /**
   * @param etag empty where the host named none
   * @param lastModified empty where the host named none
   * @param from where it came from after all redirects
   */
  record Kept(String etag, String lastModified, URI from, FeedPage page) {}

  private final Map<URI, Kept> pages = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  synchronized Optional<Kept> find(URI uri) {
    return Optional.ofNullable(pages.get(uri));
  }

  /** Keeps it in place of what was there; not if there is no way to ask for its next version. */
  synchronized void keep(URI uri, Kept kept) {
    forget(uri);
    long size = kept.page().weight();
    boolean nameless = kept.etag().isEmpty() && kept.lastModified().isEmpty();
    if (nameless || size > MOST_BYTES) {
      return;
    }
    pages.put(uri, kept);
    bytes += size;
    Iterator<Kept> oldest = pages.values().iterator();
    while (bytes > MOST_BYTES) {
      bytes -= oldest.next().page().weight();
      oldest.remove();
    }
  }

  private void forget(URI uri) {
    Kept gone = pages.remove(uri);
    if (gone != null) {
      bytes -= gone.page().weight();
    }
  }
}
