package dev.sluice.shows.feed.fetch;

import dev.sluice.shows.feed.parse.FeedPage;
import java.net.URI;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Pages of feeds as they were read last, each with its ETag or Last-Modified. Bounded; what was not
 * used for longest goes first. Thread-safe.
 */
final class PageCache {
  private static final long MAX_BYTES = Math.min(32L << 20, Runtime.getRuntime().maxMemory() / 16);

  /**
   * @param etag empty where the host named none
   * @param lastModified empty where the host named none
   * @param from where it came from after all redirects
   */
  record CachedPage(String etag, String lastModified, URI from, FeedPage page) {}

  private final Map<URI, CachedPage> pages = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  synchronized Optional<CachedPage> find(URI uri) {
    return Optional.ofNullable(pages.get(uri));
  }

  /** Replaces the page of this address, unless it has neither ETag nor Last-Modified. */
  synchronized void put(URI uri, CachedPage page) {
    forget(uri);
    long size = page.page().weight();
    boolean nameless = page.etag().isEmpty() && page.lastModified().isEmpty();
    if (nameless || size > MAX_BYTES) {
      return;
    }
    pages.put(uri, page);
    bytes += size;
    Iterator<CachedPage> oldest = pages.values().iterator();
    while (bytes > MAX_BYTES) {
      bytes -= oldest.next().page().weight();
      oldest.remove();
    }
  }

  private void forget(URI uri) {
    CachedPage gone = pages.remove(uri);
    if (gone != null) {
      bytes -= gone.page().weight();
    }
  }
}
